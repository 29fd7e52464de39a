#include "core.h"
#include <time.h>
#include "buf.h"
#include "crypto.h"
#include "csrf.h"
#include "money.h"
#include "page_help.h"
#include "req.h"
#include "school.h"
#include "state.h"

/* The word before the first space, and what is behind it; NULL: no such. */
static const char *
first_word(struct arena *a, const char *inner, size_t n, const char **rest)
{
	const char *space = memchr(inner, ' ', n);

	if (space == NULL || space == inner)
		return NULL;
	*rest = space + 1;
	return arena_strndup(a, inner, (size_t)(space - inner));
}

/* "POST /courses/1/enroll": the form's own token, and a key for its effect. */
static void
help_csrf(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	const struct req *r = rd->user;
	const char *path, *method = first_word(rd->arena, inner, n, &path);
	char token[CSRF_TOKEN_LEN + 1];
	struct uuid key = uuid7();

	if (method == NULL)
		return;
	csrf_form(r->csrf_key, method, path, token);
	buf_printf(out, "<input type=\"hidden\" name=\"_csrf\" value=\"%s\">"
	    "<input type=\"hidden\" name=\"_key\" value=\"%s\">", token,
	    key.s);
	if (strcmp(method, "POST") != 0)
		buf_printf(out, "<input type=\"hidden\" name=\"_method\" "
		    "value=\"%s\">", method);
}

/* PostgreSQL's "2026-11-21 10:11:51.12+00", RFC 3339, or a date alone. */
static bool
parse_time(const char *s, struct tm *tm, bool *clock)
{
	const char *end;

	*tm = (struct tm){ 0 };
	end = strptime(s, "%Y-%m-%d", tm);
	if (end == NULL)
		return false;
	*clock = (*end == ' ' || *end == 'T') &&
	    strptime(end + 1, "%H:%M:%S", tm) != NULL;
	return true;
}

/* The formats are literals here, for the compiler to check. */
static void
show_time(const char *s, const char *zone, bool with_clock, struct buf *out)
{
	struct tm tm;
	char iso[40], text[64];
	bool clock;
	time_t t;

	if (!parse_time(s, &tm, &clock)) {
		buf_html(out, s, strlen(s));
		return;
	}
	t = timegm(&tm);
	if (!clock) {		/* a date is the same everywhere */
		strftime(iso, sizeof(iso), "%Y-%m-%d", &tm);
		gmtime_r(&t, &tm);
	} else {
		strftime(iso, sizeof(iso), "%Y-%m-%dT%H:%M:%SZ", &tm);
		school_localtime(zone, t, &tm);
	}
	if (clock && with_clock)
		strftime(text, sizeof(text), "%a %-d %b, %H:%M", &tm);
	else
		strftime(text, sizeof(text), "%a %-d %b %Y", &tm);
	buf_printf(out, "<time datetime=\"%s\">%s</time>", iso, text);
}

static void
help_when(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	if (n > 0)
		show_time(inner, school_zone(rd->user), true, out);
}

static void
help_day(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	if (n > 0)
		show_time(inner, school_zone(rd->user), false, out);
}

static void
help_url(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	(void)rd;
	(void)n;
	buf_url(out, inner);
}

/* "1234.50 USD" */
static void
help_money(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	const char *currency, *amount;
	struct buf text;

	amount = first_word(rd->arena, inner, n, &currency);
	if (amount == NULL)
		return;
	buf_init(&text, rd->arena, n + 64);
	money_add(&text, amount, currency);
	buf_html(out, buf_text(&text), text.n);
}

/* "invoice open" */
static void
help_badge(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	const char *status, *of = first_word(rd->arena, inner, n, &status);

	if (of != NULL)
		state_add(out, of, status);
}

/* "fall|fall" */
static bool
halves_are_equal(const char *inner, size_t n)
{
	const char *bar = memchr(inner, '|', n);
	size_t k = bar == NULL ? 0 : (size_t)(bar - inner);

	return bar != NULL && n - k - 1 == k && memcmp(inner, bar + 1, k) == 0;
}

static void
help_selected(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	(void)rd;
	if (halves_are_equal(inner, n))
		buf_lit(out, " selected");
}

static void
help_checked(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	(void)rd;
	if (halves_are_equal(inner, n))
		buf_lit(out, " checked");
}

/* "/courses": the link of the page that is shown, or of one above it. */
static void
help_current(struct render *rd, const char *inner, size_t n, struct buf *out)
{
	const struct req *r = rd->user;

	if (strncmp(r->path, inner, n) == 0 && (r->path[n] == '\0' ||
	    (n > 1 && r->path[n] == '/')))
		buf_lit(out, " aria-current=\"page\"");
}

const struct helper page_helpers[] = {
	{ "csrf", help_csrf },
	{ "when", help_when },
	{ "day", help_day },
	{ "money", help_money },
	{ "badge", help_badge },
	{ "url", help_url },
	{ "selected", help_selected },
	{ "checked", help_checked },
	{ "current", help_current },
	{ NULL, NULL },
};
