#include "core.h"
#include "buf.h"
#include "state.h"

/* clang-format off */
static const struct state {
	const char *of, *status, *tone, *words;
} states[] = {
	{ "invoice", "draft", "plain", "Draft" },
	{ "invoice", "open", "warn", "To be paid" },
	{ "invoice", "part", "warn", "Part paid" },
	{ "invoice", "overdue", "bad", "Overdue" },
	{ "invoice", "paid", "good", "Paid" },
	{ "invoice", "void", "plain", "Void" },
	{ "invoice", "uncollectible", "bad", "Written off" },
	{ "payment", "pending", "warn", "Not paid yet" },
	{ "payment", "processing", "warn", "On its way" },
	{ "payment", "succeeded", "good", "Paid" },
	{ "payment", "failed", "bad", "Failed" },
	{ "payment", "canceled", "plain", "Canceled" },
	{ "payment", "refunded", "plain", "Refunded" },
	{ "refund", "pending", "warn", "On its way" },
	{ "refund", "requires_action", "warn", "Waits for the payer" },
	{ "refund", "succeeded", "good", "Given back" },
	{ "refund", "failed", "bad", "Failed" },
	{ "refund", "canceled", "plain", "Canceled" },
	{ "dispute", "needs_response", "bad", "Wants an answer" },
	{ "dispute", "under_review", "warn", "With the bank" },
	{ "dispute", "warning_needs_response", "warn", "Inquiry: wants an answer" },
	{ "dispute", "warning_under_review", "warn", "Inquiry: with the bank" },
	{ "dispute", "warning_closed", "plain", "Inquiry closed" },
	{ "dispute", "charge_refunded", "plain", "Refunded" },
	{ "dispute", "won", "good", "Won" },
	{ "dispute", "lost", "bad", "Lost" },
	{ "subscription", "trialing", "good", "On trial" },
	{ "subscription", "active", "good", "Active" },
	{ "subscription", "incomplete", "warn", "First payment missing" },
	{ "subscription", "past_due", "bad", "Payment overdue" },
	{ "subscription", "unpaid", "bad", "Not paid" },
	{ "subscription", "paused", "plain", "Paused" },
	{ "subscription", "canceled", "plain", "Canceled" },
	{ "subscription", "ended", "plain", "Ended" },
	{ "event", "waiting", "warn", "Waiting" },
	{ "event", "applied", "good", "Applied" },
	{ "event", "ignored", "plain", "Ignored" },
	{ "event", "failed", "bad", "Failed" },
	{ "hold", "held", "warn", "Held" },
	{ "hold", "paid", "good", "Paid" },
	{ "hold", "expired", "bad", "Time is over" },
	{ "hold", "released", "plain", "Given up" },
};
/* clang-format on */

static void
add_unknown(struct buf *b, const char *status)
{
	buf_lit(b, "<span class=\"badge\">");
	for (const char *s = status; *s != '\0'; s++)
		buf_html(b, *s == '_' ? " " : s, 1);
	buf_lit(b, "</span>");
}

void
state_add(struct buf *b, const char *of, const char *status)
{
	for (size_t i = 0; i < NITEMS(states); i++) {
		const struct state *s = &states[i];

		if (strcmp(s->of, of) != 0 || strcmp(s->status, status) != 0)
			continue;
		buf_printf(b, "<span class=\"badge\" data-state=\"%s\">%s"
			      "</span>",
		    s->tone, s->words);
		return;
	}
	add_unknown(b, status);
}
