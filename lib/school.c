#include "core.h"
#include "gen/platform.h"
#include "mustache.h"
#include "req.h"
#include "rows.h"
#include "school.h"

#define SCHOOLS_KEPT	16u
#define KEEP_SECONDS	30

struct school {
	struct uuid	 id;
	int64_t		 read_at;
	char		 code[32], name[128], zone[64];
	struct pair	 pairs[4];
};

static struct school schools[SCHOOLS_KEPT];

static struct school *
slot_of(const struct req *r)
{
	unsigned h = 0;

	for (const char *p = r->user.school_id.s; *p != '\0'; p++)
		h = h * 31 + (unsigned char)*p;
	return &schools[h % SCHOOLS_KEPT];
}

static void
copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from == NULL ? "" : from);
}

void
school_refresh(struct req *r)
{
	struct school *s = slot_of(r);
	struct rows *rs;

	if (r->err != OK || !r->user.known ||
	    (strcmp(s->id.s, r->user.school_id.s) == 0 &&
	    r->now - s->read_at < KEEP_SECONDS))
		return;
	rs = sql_school_about(r, r->user.school_id.s);
	if (rows_count(rs) == 0)
		return;
	*s = (struct school){ .id = r->user.school_id, .read_at = r->now };
	copy(s->code, sizeof(s->code), rows_get(rs, 0, "code"));
	copy(s->name, sizeof(s->name), rows_get(rs, 0, "name"));
	copy(s->zone, sizeof(s->zone), rows_get(rs, 0, "timezone"));
	s->pairs[0] = (struct pair){ "code", s->code };
	s->pairs[1] = (struct pair){ "name", s->name };
	s->pairs[2] = (struct pair){ "timezone", s->zone };
}

static const struct school *
school_of(const struct req *r)
{
	const struct school *s = slot_of(r);

	return r->user.known && strcmp(s->id.s, r->user.school_id.s) == 0 ?
	    s : NULL;
}

const struct pair *
school_pairs(const struct req *r)
{
	const struct school *s = school_of(r);

	return s == NULL ? NULL : s->pairs;
}

const char *
school_zone(const struct req *r)
{
	const struct school *s = school_of(r);

	return s == NULL ? "UTC" : s->zone;
}

/* The C library knows one zone at a time: it is switched when it must. */
void
school_localtime(const char *zone, time_t t, struct tm *tm)
{
	static char now[64];

	if (strcmp(now, zone) != 0) {
		copy(now, sizeof(now), zone);
		setenv("TZ", now, 1);
		tzset();
	}
	localtime_r(&t, tm);
}
