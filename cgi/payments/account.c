#include "core.h"
#include "payments.h"

struct accounts_in {
	const char *q, *state;
};

SHAPE(accounts_shape, struct accounts_in,
    FIELD(struct accounts_in, q, .label = "Name or number", .max = 200),
    FIELD(struct accounts_in, state, .label = "State",
	.one_of = "owes|overdue|credit|any", .dflt = "owes",
	.doc = "Who owes, is late, has money to their credit, or any who has "
	       "an account that is not even"));
