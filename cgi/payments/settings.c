#include "core.h"
#include "payments.h"

struct settings_in {
	const char *currency, *invoice_prefix, *seller, *tax_number, *note,
	    *country, *region;
	int64_t due_days, hold_minutes;
};

#define ONE_LINE .pattern = "^[^\n\r\t]*$", .hint = "must be one line"

SHAPE(settings_shape, struct settings_in,
    FIELD(struct settings_in, currency, .label = "Currency",
	.pattern = "^[A-Z]{3}$", .hint = "must be three capital letters, "
					 "such as USD",
	.example = "USD",
	.doc = "Of what is billed without saying one"),
    FIELD(struct settings_in, due_days, .label = "Days to pay", .max = 365,
	.example = "14", .doc = "From the day an invoice is issued"),
    FIELD(struct settings_in, hold_minutes, .label = "Minutes a seat is held",
	.min = 5, .max = 20160, .example = "60",
	.doc = "For a course whose price does not say"),
    FIELD(struct settings_in, invoice_prefix, .label = "Prefix of numbers",
	.pattern = "^[A-Z0-9/-]{0,12}$", .hint = "takes capital letters, "
						 "digits, / and -, at most 12",
	.example = "INV-"),
    FIELD(struct settings_in, seller, .label = "Seller", .max = 1000,
	.example = "University of Alcala", .doc = "Name and address as they "
						  "stand on an invoice"),
    FIELD(struct settings_in, tax_number, .label = "Tax number", .max = 50,
	ONE_LINE, .example = "ESQ2818018J"),
    FIELD(struct settings_in, note, .label = "Note", .max = 1000,
	.example = "Thank you.", .doc = "At the foot of every invoice"),
    FIELD(struct settings_in, country, .label = "Country",
	.pattern = "^[A-Z]{2}$", .hint = "must be two capital letters, such "
					 "as US",
	.example = "US",
	.doc = "ISO 3166-1; where taxes are charged unless a payer says"),
    FIELD(struct settings_in, region, .label = "Region", .max = 50, ONE_LINE,
	.example = "CA"));
