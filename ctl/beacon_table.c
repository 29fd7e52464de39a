#include "core.h"

#include <jansson.h>

#include "beacon_run.h"
#include "buf.h"
#include "text.h"

struct counts {
	int accepted, late, pending, refused, wrong;
};

static const char *
outcome(const struct phone *p)
{
	return p->status == NULL ? "unknown" : p->status;
}

static bool
is_right(const struct run *r, const struct phone *p)
{
	return handset_should_pass(p, &r->room) == handset_passed(p);
}

static struct counts
count(const struct run *r)
{
	struct counts c = { 0 };

	for (size_t i = 0; i < r->n; i++) {
		const struct phone *p = &r->phones[i];

		c.accepted += strcmp(outcome(p), "accepted") == 0;
		c.late += strcmp(outcome(p), "late") == 0;
		c.pending += strcmp(outcome(p), "pending") == 0;
		c.refused += strcmp(outcome(p), "refused") == 0;
		c.wrong += !is_right(r, p);
	}
	return c;
}

/* A column is as wide as its characters, not as their bytes. */
static void
cell(const char *text, size_t width)
{
	size_t n = text_chars(text);

	fputs(text, stdout);
	for (; n < width; n++)
		putchar(' ');
	fputs("  ", stdout);
}

static void
line(const struct run *r, const struct phone *p)
{
	cell(p->name, 28);
	cell(act_words(p->act), 22);
	cell(r->room.timestamps ? "code" : "light", 5);
	printf("%s%s%s%s\n", outcome(p), p->reason == NULL ? "" : ": ",
	    p->reason == NULL ? "" : p->reason,
	    is_right(r, p) ? "" : "   <- not as it should be");
}

static void
print_text(const struct run *r, const struct counts *c)
{
	cell("STUDENT", 28);
	cell("WHERE", 22);
	cell("PROOF", 5);
	puts("RESULT");
	for (size_t i = 0; i < r->n; i++)
		line(r, &r->phones[i]);
	printf("\n%s: %d accepted, %d late, %d refused", r->session_name,
	    c->accepted, c->late, c->refused);
	if (c->pending > 0)
		printf(", %d wait for the teacher's signature", c->pending);
	if (r->again != 0)
		printf("; the last frame again: %s",
		    r->again == 409 ? "refused as a replay" : "NOT refused");
	if ((int64_t)r->n < r->students)
		printf("; no more can take part");
	puts(c->wrong == 0 ? "." : ". Not all came out as it should.");
}

static void
json_line(const struct run *r, const struct phone *p, struct buf *b)
{
	buf_lit(b, "{\"student_id\":");
	buf_json(b, p->student_id);
	buf_lit(b, ",\"name\":");
	buf_json(b, p->name);
	buf_lit(b, ",\"act\":");
	buf_json(b, act_words(p->act));
	buf_lit(b, ",\"status\":");
	buf_json(b, outcome(p));
	buf_lit(b, ",\"reason\":");
	if (p->reason == NULL)
		buf_lit(b, "null");
	else
		buf_json(b, p->reason);
	buf_printf(
	    b, ",\"as_expected\":%s}", is_right(r, p) ? "true" : "false");
}

static void
print_json(const struct run *r, const struct counts *c, bool ok)
{
	struct buf b;

	buf_init(&b, r->web.arena, (size_t)1024 * 1024);
	buf_printf(&b,
	    "{\"session_id\":\"%s\",\"beacon_id\":\"%s\","
	    "\"accepted\":%d,\"late\":%d,\"pending\":%d,\"refused\":%d,"
	    "\"replay_status\":%d,\"as_expected\":%s,\"students\":[",
	    r->room.session_id, r->unit.id, c->accepted, c->late, c->pending,
	    c->refused, r->again, ok ? "true" : "false");
	for (size_t i = 0; i < r->n; i++) {
		buf_puts(&b, i == 0 ? "" : ",");
		json_line(r, &r->phones[i], &b);
	}
	buf_lit(&b, "]}");
	puts(buf_text(&b));
}

bool
table_print(const struct run *r)
{
	struct counts c = count(r);
	bool ok = c.wrong == 0 && (r->again == 0 || r->again == 409);

	if (r->json)
		print_json(r, &c, ok);
	else
		print_text(r, &c);
	return ok;
}
