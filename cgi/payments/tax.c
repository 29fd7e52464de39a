#include "core.h"
#include "payments.h"

struct tax_in {
	const char *name, *country, *region;
	struct decimal rate;
	bool is_inclusive, is_active;
};

#define TAX_FIELDS(needed)                                                   \
	FIELD(struct tax_in, name, .label = "Name", .min = 1,                \
	    .max = 100, .example = "VAT", .flags = needed),                  \
	    FIELD(struct tax_in, country, .label = "Country",                \
		.pattern = "^[A-Z]{2}$", .example = "ES",                    \
		.hint = "two capital letters, such as US", .flags = needed), \
	    FIELD(struct tax_in, region, .label = "Region", .max = 50,       \
		.doc = "Empty: all of the country"),                         \
	    FIELD(struct tax_in, rate, .label = "Per cent", .max = 100,      \
		.scale = 4, .example = "21", .flags = needed),               \
	    FIELD(struct tax_in, is_inclusive, .label = "In the price",      \
		.doc = "Prices have it in them; otherwise it comes to them")

SHAPE(tax_shape, struct tax_in, TAX_FIELDS(F_REQUIRED));
SHAPE(tax_change_shape, struct tax_in, TAX_FIELDS(0),
    FIELD(struct tax_in, is_active, .label = "In use"));
