#include "core.h"
#include <time.h>
#include "buf.h"
#include "ical.h"
#include "school.h"

#define DAY_SECONDS 86400

/* Bytes of the character that begins here; past a shape all is UTF-8. */
static size_t
char_len(const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* A continuation begins with a blank, which counts. */
static void
put(struct buf *b, const char *s, size_t n, size_t *col)
{
	if (*col + n > ICAL_FOLD) {
		buf_lit(b, "\r\n ");
		*col = 1;
	}
	buf_add(b, s, n);
	*col += n;
}

static void
put_all(struct buf *b, const char *s, size_t *col)
{
	while (*s != '\0') {
		size_t n = char_len(s);

		put(b, s, n, col);
		s += n;
	}
}

void
ical_line(struct buf *b, const char *head, const char *value)
{
	size_t col = 0;

	put_all(b, head, &col);
	put(b, ":", 1, &col);
	put_all(b, value, &col);
	buf_lit(b, "\r\n");
}

/* 3.3.11: a line's end is \n; what separates values has a backslash. */
void
ical_text(struct buf *b, const char *head, const char *s)
{
	size_t col = 0;

	put_all(b, head, &col);
	put(b, ":", 1, &col);
	while (*s != '\0') {
		size_t n = char_len(s);

		if (*s == '\r' && s[1] == '\n')
			n = 2;
		if (*s == '\n' || *s == '\r')
			put(b, "\\n", 2, &col);
		else if (strchr("\\;,", *s) != NULL) {
			put(b, (const char[]){ '\\', *s }, 2, &col);
		} else
			put(b, s, n, &col);
		s += n;
	}
	buf_lit(b, "\r\n");
}

/* ---- Time zones */

static void
put_offset(struct buf *b, const char *name, long seconds)
{
	long a = labs(seconds);

	buf_printf(b, "%s:%c%02ld%02ld", name, seconds < 0 ? '-' : '+',
	    a / 3600, a / 60 % 60);
	if (a % 60 != 0)
		buf_printf(b, "%02ld", a % 60);
	buf_lit(b, "\r\n");
}

/* From t on the clock is as in `to`; DTSTART is by the clock before. */
static void
put_change(struct buf *b, time_t t, long from, const struct tm *to)
{
	const char *kind = to->tm_isdst > 0 ? "DAYLIGHT" : "STANDARD";
	time_t local = t + from;
	struct tm tm;
	char at[32];

	gmtime_r(&local, &tm);
	strftime(at, sizeof(at), "%Y%m%dT%H%M%S", &tm);
	buf_printf(b, "BEGIN:%s\r\nDTSTART:%s\r\n", kind, at);
	put_offset(b, "TZOFFSETFROM", from);
	put_offset(b, "TZOFFSETTO", to->tm_gmtoff);
	ical_text(b, "TZNAME", to->tm_zone);
	buf_printf(b, "END:%s\r\n", kind);
}

static long
offset_at(const char *zone, time_t t)
{
	struct tm tm;

	school_localtime(zone, t, &tm);
	return tm.tm_gmtoff;
}

/* The first second with the clock of `high`; that of `low` is another. */
static time_t
change_between(const char *zone, time_t low, time_t high)
{
	long after = offset_at(zone, high);

	while (high - low > 1) {
		time_t mid = low + (high - low) / 2;

		if (offset_at(zone, mid) == after)
			high = mid;
		else
			low = mid;
	}
	return high;
}

static time_t
year_begins(int year)
{
	struct tm tm = { .tm_year = year - 1900, .tm_mday = 1 };

	return timegm(&tm) - DAY_SECONDS;
}

void
ical_zone(struct buf *b, const char *zone, int first, int last)
{
	time_t t = year_begins(first), end = year_begins(last + 1) +
	    (time_t)2 * DAY_SECONDS;
	long now = offset_at(zone, t);
	struct tm tm;

	buf_lit(b, "BEGIN:VTIMEZONE\r\n");
	ical_line(b, "TZID", zone);
	school_localtime(zone, t, &tm);
	put_change(b, t, now, &tm);
	for (; t < end; t += DAY_SECONDS) {
		time_t at;

		if (offset_at(zone, t + DAY_SECONDS) == now)
			continue;
		at = change_between(zone, t, t + DAY_SECONDS);
		school_localtime(zone, at, &tm);
		put_change(b, at, now, &tm);
		now = tm.tm_gmtoff;
	}
	buf_lit(b, "END:VTIMEZONE\r\n");
}
