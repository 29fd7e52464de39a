#include "core.h"
#include <time.h>
#include "answer.h"
#include "conf.h"
#include "crypto.h"
#include "db.h"
#include "gen/academics.h"
#include "ical.h"
#include "rows.h"
#include "route.h"
#include "sessions.h"
#include "site.h"

SHAPE(feed_shape, struct feed_in,
    FIELD(struct feed_in, token, .label = "Token", .max = 200,
	.doc = "The secret of the calendar's link", .flags = F_SECRET));

/* By the zone's clock, but for what only UTC can tell. */
static void
put_time(struct buf *b, const char *name, const char *zone, const char *at)
{
	char head[128];

	if (at[strlen(at) - 1] == 'Z')
		ical_line(b, name, at);
	else {
		snprintf(head, sizeof(head), "%s;TZID=%s", name, zone);
		ical_line(b, head, at);
	}
}

static void
put_place(struct req *r, const struct rows *rs, int i)
{
	const char *rooms = rows_get(rs, i, "rooms");

	if (rows_is(rs, i, "is_online"))
		ical_text(&r->out, "LOCATION",
		    rooms == NULL ? "Online" : arena_printf(r->arena,
		    "%s, and online", rooms));
	else if (rooms != NULL)
		ical_text(&r->out, "LOCATION", rooms);
}

static void
put_session(struct req *r, const struct rows *rs, int i, const char *zone)
{
	struct buf *b = &r->out;
	const char *title = rows_get(rs, i, "title");
	const char *name = rows_get(rs, i, "course_name");

	buf_lit(b, "BEGIN:VEVENT\r\n");
	ical_line(b, "UID", arena_printf(r->arena, "%s@lyceum", rows_get(rs, i,
	    "id")));
	ical_line(b, "DTSTAMP", rows_get(rs, i, "stamp"));
	ical_line(b, "LAST-MODIFIED", rows_get(rs, i, "stamp"));
	ical_line(b, "SEQUENCE", rows_get(rs, i, "version"));
	put_time(b, "DTSTART", zone, rows_get(rs, i, "starts"));
	put_time(b, "DTEND", zone, rows_get(rs, i, "ends"));
	ical_text(b, "SUMMARY", arena_printf(r->arena, "%s %s", rows_get(rs, i,
	    "code"), title != NULL ? title : name));
	if (title != NULL)
		ical_text(b, "DESCRIPTION", name);
	put_place(r, rs, i);
	ical_line(b, "STATUS", rows_is(rs, i,
	    "is_cancelled") ? "CANCELLED" : "CONFIRMED");
	ical_line(b, "URL", arena_printf(r->arena, "%s/courses/%s/sessions",
	    site.conf->base_url, rows_get(rs, i, "course_id")));
	buf_lit(b, "END:VEVENT\r\n");
}

static void
put_name(struct req *r, const struct rows *head)
{
	const char *code = rows_get(head, 0, "code");
	const char *name = code != NULL ? arena_printf(r->arena, "%s %s",
					      code, rows_get(head, 0,
					    "course_name")) :
					  arena_printf(r->arena, "%s, %s",
					    rows_get(head, 0, "school_name"),
					    rows_get(head, 0, "full_name"));

	ical_text(&r->out, "NAME", name);
	ical_text(&r->out, "X-WR-CALNAME", name);
}

static void
put_calendar(struct req *r, const struct rows *head, const struct rows *rs)
{
	const char *zone = rows_get(head, 0, "timezone");
	struct buf *b = &r->out;
	int n = rows_count(rs);

	buf_lit(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
		   "PRODID:-//Lyceum//Lyceum//EN\r\nCALSCALE:GREGORIAN\r\n");
	put_name(r, head);
	buf_lit(b, "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
		   "X-PUBLISHED-TTL:PT1H\r\n");
	if (n > 0)
		ical_zone(b, zone, (int)rows_int(rs, 0, "year"),
		    (int)rows_int(rs, n - 1, "year"));
	for (int i = 0; i < n; i++)
		put_session(r, rs, i, zone);
	buf_lit(b, "END:VCALENDAR\r\n");
}

/* The same text has the same tag, whoever answers: nothing in it is of now. */
static void
tag(struct req *r)
{
	uint8_t sha[SHA256_LEN];
	char hex[HEX_SIZE(16)];

	crypto_sha256(r->out.s, r->out.n, sha);
	hex_encode(hex, sha, 16);
	answer_tag(r, arena_printf(r->arena, "\"%s\"", hex));
}

enum err
feed(struct req *r)
{
	bool own = strncmp(r->route->path, "/users", 6) == 0;
	const char *id = req_var(r, "id"), *p[] = { own ? id : NULL,
	    own ? NULL : id, req_value(r, "token") };
	struct db_step s[] = {
		{ .q = &q_feed_head, .params = p },
		{ .q = &q_feed_items, .params = p },
	};

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	put_calendar(r, s[0].rows, s[1].rows);
	req_header(r, "Content-Disposition",
	    "inline; filename=\"calendar.ics\"");
	tag(r);
	return r->err;
}
