#include "core.h"

#include "arena.h"
#include "buf.h"
#include "copy.h"
#include "seed.h"

#define OF_BEACON "beacon_id in (select id from beacon.beacons where "	\
	"school_id = $1)"

#define OF_PAYMENT "payment_id in (select id from billing.payments "	\
	"where school_id = $1)"
#define OF_INVOICE "invoice_id in (select id from billing.invoices "	\
	"where school_id = $1)"

/*
 * Everything that belongs to a school, in an order in which nothing is left
 * without what it refers to.  Tables without a school of their own go with
 * the rows that they hang on.  platform.audit stays: nobody may delete there.
 */
static const struct {
	const char *table, *where, *words;	/* words: to be counted */
} tables[] = {
	{ "grading.transcripts", NULL, "transcripts" },
	{ "grading.signing_keys", NULL, NULL },
	{ "grading.regrades", NULL, NULL },
	{ "grading.exam_results", NULL, NULL },
	{ "grading.exams", NULL, "exams" },
	{ "grading.exam_history", NULL, NULL },
	{ "grading.finals", NULL, NULL },
	{ "grading.grades", NULL, "grades" },
	{ "grading.grade_history", NULL, NULL },
	{ "grading.assignments", NULL, NULL },
	{ "grading.categories", NULL, NULL },
	{ "grading.course_rules", NULL, NULL },
	{ "grading.school_rules", NULL, NULL },
	{ "grading.policy_history", NULL, NULL },
	{ "grading.scales", NULL, NULL },
	{ "attendance.records", NULL, "attendance records" },
	{ "attendance.signatures", NULL, "signatures" },
	{ "attendance.secrets", "session_id in (select id "
	  "from academics.sessions where school_id = $1)", NULL },
	{ "beacon.proofs", OF_BEACON, NULL },
	{ "beacon.tokens", OF_BEACON, NULL },
	{ "beacon.state", OF_BEACON, NULL },
	{ "beacon.keys", OF_BEACON, NULL },
	{ "beacon.alarms", NULL, NULL },
	{ "beacon.beacons", NULL, "beacons" },
	{ "academics.calendar_links", NULL, NULL },
	{ "academics.sessions", NULL, "sessions" },
	{ "academics.groups", NULL, "groups" },
	{ "academics.classrooms", NULL, "classrooms" },
	{ "academics.holidays", NULL, NULL },
	{ "identity.devices", NULL, NULL },
	{ "billing.ledger", NULL, NULL },
	{ "billing.differences", NULL, NULL },
	{ "billing.stripe_events", OF_PAYMENT, NULL },
	{ "billing.stripe_objects", OF_PAYMENT, NULL },
	{ "billing.disputes", NULL, NULL },
	{ "billing.refunds", NULL, NULL },
	{ "billing.payment_history", OF_PAYMENT, NULL },
	{ "billing.payments", NULL, "payments" },
	{ "billing.holds", NULL, NULL },
	{ "billing.credit_notes", NULL, NULL },
	{ "billing.charges", OF_INVOICE, NULL },
	{ "billing.redemptions", OF_INVOICE, NULL },
	{ "billing.instalments", OF_INVOICE, NULL },
	{ "billing.invoice_lines", OF_INVOICE, NULL },
	{ "billing.prorations", "subscription_id in (select id "
	  "from billing.subscriptions where school_id = $1)", NULL },
	{ "billing.invoices", NULL, "invoices" },
	{ "billing.subscriptions", NULL, NULL },
	{ "billing.plans", NULL, NULL },
	{ "billing.fees", NULL, NULL },
	{ "billing.coupons", NULL, NULL },
	{ "billing.taxes", NULL, NULL },
	{ "billing.customers", NULL, NULL },
	{ "billing.counters", NULL, NULL },
	{ "billing.settings", NULL, NULL },
	{ "academics.enrollments", NULL, "enrollments" },
	{ "academics.courses", NULL, "courses" },
	{ "academics.subjects", NULL, "subjects" },
	{ "academics.terms", NULL, NULL },
	{ "identity.relations", "person_id in (select id "
	  "from identity.users where school_id = $1) or relative_id in "
	  "(select id from identity.users where school_id = $1)", NULL },
	{ "identity.sessions", NULL, NULL },
	{ "identity.users", NULL, "people" },
	{ "identity.role_permissions", NULL, NULL },
	{ "identity.role_versions", NULL, NULL },
	{ "platform.external_ids", NULL, NULL },
	{ "platform.outbox", NULL, NULL },
	{ "academics.schools", "id = $1", NULL },
};

bool
seed_counts(struct copy *db, struct arena *a, const char *school_id,
    const char **words)
{
	struct buf b;

	buf_init(&b, a, 1024);
	for (size_t i = NITEMS(tables); i-- > 0; ) {
		if (tables[i].words == NULL)
			continue;
		if (!copy_ask(db, arena_printf(a, "select count(*) from %s "
		    "where school_id = $1", tables[i].table), &school_id, 1))
			return false;
		if (copy_number(db, 0, 0) > 0)
			buf_printf(&b, "%s%" PRId64 " %s", b.n > 0 ? ", " : "",
			    copy_number(db, 0, 0), tables[i].words);
	}
	*words = b.n > 0 ? buf_text(&b) : "empty";
	return true;
}

/*
 * Histories refuse to be deleted from.  Their owner can say for the length
 * of this transaction that they do not; deleted grades write no history.
 */
static bool
set_triggers(struct copy *db, const char *state)
{
	static const char *const locked[] = {
		"grading.grade_history", "grading.grades",
		"grading.transcripts", "grading.exam_results",
		"grading.exams", "grading.exam_history", "grading.finals",
		"grading.assignments", "grading.categories",
		"grading.course_rules", "grading.policy_history",
		"billing.payment_history", "billing.ledger",
		"billing.credit_notes", "billing.invoices",
		"billing.invoice_lines", "billing.redemptions",
	};
	char sql[128];

	for (size_t i = 0; i < NITEMS(locked); i++) {
		snprintf(sql, sizeof(sql), "alter table %s %s trigger user",
		    locked[i], state);
		if (!copy_run(db, sql))
			return false;
	}
	return true;
}

bool
seed_clear(struct copy *db, const char *school_id)
{
	char sql[512];

	if (!set_triggers(db, "disable"))
		return false;
	for (size_t i = 0; i < NITEMS(tables); i++) {
		snprintf(sql, sizeof(sql), "delete from %s where %s",
		    tables[i].table, tables[i].where == NULL ?
		    "school_id = $1" : tables[i].where);
		if (!copy_ask(db, sql, &school_id, 1))
			return false;
	}
	return set_triggers(db, "enable");
}
