#include "core.h"
#include "charging.h"
#include "db.h"
#include "gen/billing.h"
#include "health.h"
#include "payments.h"
#include "webhook.h"

/* clang-format off */
static const struct route routes[] = {
	/* ---- Payments, refunds, disputes, payment methods */
	{ M_GET, "/payments", .query = &q_payments, .in = &payments_shape, .may = "payments.read", .page = "payments/payments",
	  .title = "Payments", .summary = "Payments, the newest first" },
	{ M_POST, "/payments", payment_note, .in = &payment_note_shape, .may = "invoices.update", .status = 201,
	  .form = "/payments", .then = "/payments/{id}", .flash = "Noted.", .fails = { ERR_INVOICE_STATE, ERR_NOTHING_OWED },
	  .summary = "Note a payment in cash or by bank transfer" },
	{ M_GET, "/payments/{id}", payment_history, .may = "payments.read", .page = "payments/payment", .title = "{amount} {currency}",
	  .summary = "One payment, with its refunds and disputes" },
	{ M_GET, "/payments/{id}/history", payment_history, .may = "payments.read", .page = "payments/payment_history",
	  .title = "History of a payment", .summary = "All that became of a payment; for those who keep the books with what Stripe sent" },
	{ M_POST, "/payments/create-intent", intent_create, .in = &intent_shape, .may = "payments.create", .status = 201,
	  .form = "/payments", .then = "/payments/{id}/pay", .flags = R_BEGINS | R_SECRET,
	  .fails = { ERR_INVOICE_STATE, ERR_NOTHING_OWED, ERR_PAYMENT_STATE, ERR_KEY_REUSED, ERR_CARD_DECLINED, ERR_STRIPE_REFUSED, ERR_STRIPE_AWAY },
	  .summary = "Begin a payment by card; asked again for the same, it gives the same one" },
	{ M_POST, "/payments/{id}/cancel", payment_cancel, .may = "payments.create", .form = "/payments/{id}", .then = "/payments/{id}",
	  .flash = "The payment was canceled.", .flags = R_BEGINS | R_SECRET, .fails = { ERR_PAYMENT_STATE, ERR_STRIPE_REFUSED, ERR_STRIPE_AWAY },
	  .summary = "Cancel a payment that is not paid" },
	{ M_POST, "/payments/{id}/refund", refund_create, .in = &refund_shape, .may = "payments.refund", .status = 201,
	  .form = "/payments/{id}", .then = "/payments/{id}", .flash = "The money is on its way back.", .flags = R_BEGINS | R_SECRET,
	  .fails = { ERR_PAYMENT_STATE, ERR_REFUND_TOO_MUCH, ERR_DISPUTED, ERR_KEY_REUSED, ERR_STRIPE_REFUSED, ERR_STRIPE_AWAY },
	  .summary = "Give back what was paid, or a part of it" },
	{ M_GET, "/refunds", .query = &q_refunds, .in = &refunds_shape, .may = "payments.refund", .page = "payments/refunds",
	  .title = "Refunds", .summary = "Refunds, the newest first" },
	{ M_GET, "/disputes", .query = &q_disputes, .in = &disputes_shape, .may = "payments.refund", .page = "payments/disputes",
	  .title = "Disputes", .summary = "Payments that a cardholder disputes, the newest first" },
	{ M_GET, "/payments/methods", methods, .may = "payments.create", .page = "payments/methods", .title = "How I pay",
	  .fails = { ERR_STRIPE_REFUSED, ERR_STRIPE_AWAY }, .summary = "The caller's cards and accounts, as Stripe has them" },
	{ M_POST, "/payments/methods/setup", method_setup, .may = "payments.create", .flags = R_BEGINS | R_SECRET,
	  .fails = { ERR_STRIPE_REFUSED, ERR_STRIPE_AWAY }, .summary = "Begin to keep a card: the secret of a SetupIntent" },
	{ M_POST, "/payments/methods/{method}/default", method_default, .may = "payments.create", .form = "/payments/methods",
	  .then = "/payments/methods", .flash = "This is used from now on.", .flags = R_BEGINS | R_SECRET,
	  .fails = { ERR_STRIPE_REFUSED, ERR_STRIPE_AWAY }, .summary = "Pay with this one from now on" },
	{ M_DELETE, "/payments/methods/{method}", method_remove, .may = "payments.create", .form = "/payments/methods",
	  .then = "/payments/methods", .flash = "It was taken away.", .flags = R_BEGINS | R_SECRET,
	  .fails = { ERR_STRIPE_REFUSED, ERR_STRIPE_AWAY }, .summary = "Take a card away" },

	/* ---- Stripe's webhook */
	{ M_POST, "/payments/webhook", webhook, .may = "public", .flags = R_RAW | R_BEARER | R_BEGINS | R_NO_AUDIT | R_SECRET,
	  .fails = { ERR_SIGNATURE, ERR_TOO_LARGE }, .summary = "For Stripe: an event, signed; it is kept and applied afterwards" },

	/* ---- Accounts, the ledger, the board, how the school bills */
	{ M_GET, "/account", .query = &q_account, .may = "invoices.read", .page = "payments/account", .title = "What I owe",
	  .summary = "What the caller owes and why; of a parent, each ward" },
	{ M_GET, "/accounts", .query = &q_accounts, .in = &accounts_shape, .may = "ledger.read", .page = "payments/accounts",
	  .title = "Accounts", .summary = "Who owes, by name" },
	{ M_GET, "/accounts/{user_id}", .query = &q_account_get, .may = "invoices.read", .page = "payments/account_of",
	  .title = "{full_name}", .summary = "What somebody owes and why, with the lines of their account" },
	{ M_GET, "/ledger", ledger, .query = &q_ledger, .in = &ledger_shape, .may = "ledger.read", .page = "payments/ledger",
	  .title = "Ledger", .with = { { "accounts", &q_ledger_accounts } }, .summary = "The ledger, the newest first; format=csv gives a file" },
	{ M_GET, "/billing", board, .in = &board_shape, .may = "ledger.read", .page = "payments/board", .title = "Billing",
	  .summary = "What is due, paid, failed, refunded and disputed, by term, month and kind, and what wants to be looked at" },
	{ M_GET, "/billing/settings", .query = &q_settings_get, .may = "ledger.read", .page = "payments/settings",
	  .title = "Billing settings", .summary = "How the school bills" },
	{ M_PUT, "/billing/settings", .query = &q_settings_update, .current = &q_settings_get, .in = &settings_shape,
	  .may = "billing.update", .form = "/billing/settings", .then = "/billing/settings", .flash = "Saved.",
	  .summary = "Change how the school bills" },
	{ M_GET, "/billing/events", .query = &q_events, .in = &events_shape, .may = "ledger.read", .page = "payments/events",
	  .title = "Events of Stripe", .summary = "What Stripe sent, the newest first" },
	{ M_GET, "/billing/events/{event}", .query = &q_event_get, .may = "ledger.read", .page = "payments/event",
	  .title = "{type}", .summary = "One event of Stripe, as it came" },
	{ M_GET, "/billing/differences", .query = &q_differences, .in = &differences_shape, .may = "ledger.read",
	  .page = "payments/differences", .title = "Differences", .summary = "Where Stripe and Lyceum say different things, the newest first" },

	/* ---- Invoices, credit notes, receipts, taxes, coupons */

	/* ---- Fees, plans, subscriptions */
	{ M_GET, "/fees", .query = &q_fees, .in = &fees_shape, .may = "fees.read", .page = "payments/fees", .title = "Fees",
	  .with = { { "groups", &q_fee_groups }, { "courses", &q_fee_courses } }, .summary = "Fees, by name" },
	{ M_POST, "/fees", .query = &q_fee_create, .in = &fee_shape, .may = "fees.update", .status = 201,
	  .form = "/fees", .then = "/fees/{id}", .flash = "{name} was added. Nobody has been billed yet.",
	  .fails = { ERR_PRICE_TAKEN }, .summary = "Make a fee, or the price of a course" },
	{ M_GET, "/fees/{id}", .query = &q_fee_get, .may = "fees.read", .page = "payments/fee", .title = "{name}",
	  .summary = "One fee" },
	{ M_PUT, "/fees/{id}", .query = &q_fee_update, .current = &q_fee_get, .in = &fee_change_shape, .may = "fees.update",
	  .form = "/fees/{id}", .then = "/fees/{id}", .flash = "Saved. What is billed already stays as it is.",
	  .fails = { ERR_PRICE_TAKEN }, .summary = "Change a fee for those who are billed from now on" },
	{ M_DELETE, "/fees/{id}", .query = &q_fee_retire, .may = "fees.update", .then = "/fees",
	  .flash = "The fee is charged no more.", .summary = "Retire a fee" },
	{ M_GET, "/fees/{id}/preview", .query = &q_fee_preview, .may = "fees.update", .page = "payments/fee_preview",
	  .title = "Bill {name}", .with = { { "who", &q_fee_preview_people } },
	  .summary = "Who would be billed a fee, how many, and the sum" },
	{ M_POST, "/fees/{id}/charge", fee_charge, .in = &fee_charge_shape, .may = "fees.update", .flags = R_BEGINS,
	  .form = "/fees/{id}/preview", .then = "/fees/{id}", .fails = { ERR_CONFLICT },
	  .summary = "Bill a fee to all who owe it and were not billed, or to one of them" },
	{ M_GET, "/account/holds", .query = &q_holds, .in = &holds_shape, .may = "invoices.read", .page = "payments/holds",
	  .title = "Seats to pay", .summary = "Seats that are held until they are paid" },
	{ M_POST, "/account/holds/{id}/pay", .query = &q_hold_pay, .may = "payments.create", .form = "/account/holds",
	  .then = "/invoices/{invoice_id}/pay", .fails = { ERR_CONFLICT },
	  .summary = "Give the invoice of a held seat its number, to be paid" },

	HEALTH_ROUTES("/payments"),
};
/* clang-format on */

const struct service payments_service = {
	.name = "payments", .role = "lyceum_payments",
	.routes = routes, .n = NITEMS(routes), .start = payments_start,
	.idle = apply_idle,
};
