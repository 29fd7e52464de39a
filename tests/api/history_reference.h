/*
 * history_reference.h - what becomes of a payment, told one thing after the
 * other, each once: books as a clerk would keep them.
 *
 * Written apart from sql/billing, and the other way round: here a story is
 * followed step by step in the order in which it happened; there, events come
 * in any order, any number of times, and the state is derived from what is
 * known.  Both must end with the same.
 */
#ifndef HISTORY_REFERENCE_H
#define HISTORY_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#define STEPS_MAX	28u
#define OBJECTS_MAX	4u	/* refunds, and disputes, of one payment */

enum step_kind {
	INTENT_CREATED, INTENT_ACTION, INTENT_PROCESSING, INTENT_FAILED,
	INTENT_CANCELED, INTENT_SUCCEEDED,
	CHARGE_SUCCEEDED, CHARGE_FAILED, CHARGE_UPDATED,
	REFUND_PENDING, REFUND_SUCCEEDED, REFUND_FAILED, REFUND_CANCELED,
	DISPUTE_CREATED, DISPUTE_WITHDRAWN, DISPUTE_REVIEW, DISPUTE_REINSTATED,
	DISPUTE_WON, DISPUTE_LOST
};

/* Of a refund: by which of Stripe's events one hears of it. */
enum told_by { BY_REFUND, BY_CHARGE_REFUND, BY_CHARGE };

struct step {
	enum step_kind	 kind;
	unsigned	 object;	/* which refund or dispute */
	enum told_by	 by;
	int64_t		 amount;	/* of the refund or dispute */
	int64_t		 at;		/* seconds; steps may share one */
};

struct story {
	int64_t		 amount;
	unsigned	 n;
	struct step	 steps[STEPS_MAX];
};

struct books {
	const char	*status, *dispute;	/* dispute: "" is none */
	int64_t		 received, refunded, reserved;
	int64_t		 lost;		/* in disputes */
	int64_t		 stripe, receivable, disputes;	/* accounts */
};

struct books	history_reference(const struct story *);

#endif
