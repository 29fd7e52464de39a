#include "core.h"
#include <time.h>
#include "arena.h"
#include "buf.h"
#include "courses/ical.h"
#include "school.h"
#include "text.h"
#include "unit/suite.h"

static struct arena a;

/* What a reader makes of lines: CRLF and a blank are nothing (RFC 5545, 3.1).
 * NULL: a line is too long, or cut within a character, or does not end. */
static char *
unfolded(const struct buf *b)
{
	char *out = arena_alloc(&a, b->n + 1), *to = out;
	const char *s = buf_text(b);

	while (*s != '\0') {
		size_t n = strcspn(s, "\r\n");

		if (n > ICAL_FOLD || !text_is_utf8(s, n) || s[n] != '\r' ||
		    s[n + 1] != '\n')
			return NULL;
		memcpy(to, s, n);
		to += n;
		s += n + 2;
		if (*s == ' ')
			s++;
		else
			*to++ = '\n';
	}
	return out;
}

/* What 3.3.11 escapes, back. */
static const char *
unescaped(const char *s)
{
	char *out = arena_alloc(&a, strlen(s) + 1), *to = out;

	for (; *s != '\0'; s++)
		if (*s != '\\')
			*to++ = *s;
		else if (*++s == 'n')
			*to++ = '\n';
		else
			*to++ = *s;
	return out;
}

static const char *
random_text(unsigned n)
{
	static const char *const bits[] = { "a", "Z", " ", ",", ";", "\\",
		"\n", ":", "\"", "\xc3\xa9", "\xe2\x82\xac",
		"\xf0\x9f\x8f\x9b", "\xcc\x81", "word " };
	struct buf b;

	buf_init(&b, &a, 100000);
	for (unsigned i = 0; i < n; i++)
		buf_puts(&b, bits[(unsigned)random() % NITEMS(bits)]);
	return buf_text(&b);
}

static void
lines_are_folded_between_characters(void)
{
	srandom(5545);
	for (unsigned i = 0; i < 5000; i++) {
		const char *text = random_text((unsigned)random() % 200);
		struct buf b;
		char *line, *colon;

		buf_init(&b, &a, 100000);
		ical_text(&b, "SUMMARY", text);
		line = unfolded(&b);
		T_TRUE(line != NULL);
		if (line == NULL)
			break;
		colon = strchr(line, ':');
		line[strlen(line) - 1] = '\0';
		T_SAME(unescaped(colon + 1), text);
		arena_reset(&a);
	}
	arena_free(&a);
}

/* Each length around the fold, with a character of each size across it. */
static void
every_edge_of_a_fold(void)
{
	static const char *const chars[] = { "x", "\xc3\xa9", "\xe2\x82\xac",
		"\xf0\x9f\x8f\x9b" };

	for (size_t n = 60; n < 160; n++)
		for (size_t i = 0; i < NITEMS(chars); i++) {
			char *text = arena_alloc(&a, n + 8);
			struct buf b;
			char *line;

			memset(text, 'x', n);
			memcpy(text + n, chars[i], strlen(chars[i]));
			buf_init(&b, &a, 1000);
			ical_line(&b, "X", text);
			line = unfolded(&b);
			T_TRUE(line != NULL && strncmp(line + 2, text,
			    strlen(text)) == 0);
		}
	arena_free(&a);
}

static void
texts_are_escaped(void)
{
	struct buf b;

	buf_init(&b, &a, 1000);
	ical_text(&b, "SUMMARY", "a,b;c\\d\ne\r\nf:g");
	T_SAME(b.s, "SUMMARY:a\\,b\\;c\\\\d\\ne\\nf:g\r\n");
	buf_init(&b, &a, 1000);
	ical_line(&b, "DTSTART;TZID=Europe/Madrid", "20261123T090000");
	T_SAME(b.s, "DTSTART;TZID=Europe/Madrid:20261123T090000\r\n");
	arena_free(&a);
}

/* ---- Zones */

static int
offset_of(const char *s)
{
	int h = (s[1] - '0') * 10 + s[2] - '0',
	    m = (s[3] - '0') * 10 + s[4] - '0';

	return (s[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
}

static const char *
value_of(const char *s, const char *name)
{
	const char *at = strstr(s, name);

	return at == NULL ? "+0000" : at + strlen(name);
}

/* What the observances say of a moment: the last that has begun by then. */
static int
said_offset(const char *zone, time_t t)
{
	int offset = 0;

	for (const char *s = strstr(zone, "DTSTART:"); s != NULL;
	     s = strstr(s + 1, "DTSTART:")) {
		struct tm tm = { 0 };
		int from = offset_of(value_of(s, "TZOFFSETFROM:"));

		strptime(s + 8, "%Y%m%dT%H%M%S", &tm);
		if (timegm(&tm) - from <= t)
			offset = offset_of(value_of(s, "TZOFFSETTO:"));
	}
	return offset;
}

/* Every half hour of two years. */
static bool
same_clock(const char *zone, const struct buf *b)
{
	struct tm tm;

	for (time_t t = 1767225600; t < 1830297600; t += 1800) {
		school_localtime(zone, t, &tm);
		if (said_offset(b->s, t) != tm.tm_gmtoff)
			return false;
	}
	return true;
}

static void
zones_are_those_of_the_tz_database(void)
{
	static const char *const zones[] = { "UTC", "Europe/Madrid",
		"America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
		"Africa/Casablanca", "America/Sao_Paulo" };

	for (size_t i = 0; i < NITEMS(zones); i++) {
		struct buf b;

		buf_init(&b, &a, 100000);
		ical_zone(&b, zones[i], 2026, 2027);
		T_TRUE(unfolded(&b) != NULL);
		T_TRUE(same_clock(zones[i], &b));
	}
	arena_free(&a);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "folding", lines_are_folded_between_characters },
		{ "edges", every_edge_of_a_fold },
		{ "escaping", texts_are_escaped },
		{ "zones", zones_are_those_of_the_tz_database },
		CU_TEST_INFO_NULL,
	};

	return suite_run("ical", tests);
}
