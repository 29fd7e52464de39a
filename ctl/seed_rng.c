#include "core.h"

#include "crypto.h"
#include "seed.h"

/*
 * SplitMix64 (Steele, Lea and Flood, 2014): small, fast, and the same on
 * every machine.  Its last step alone maps numbers one to one, so that ids
 * of different rows differ.
 */
static uint64_t
mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t
rng_next(struct rng *r)
{
	r->state += UINT64_C(0x9e3779b97f4a7c15);
	return mix(r->state);
}

int
rng_below(struct rng *r, int n)
{
	return (int)(((rng_next(r) >> 32) * (uint64_t)n) >> 32);
}

bool
rng_chance(struct rng *r, int per_cent)
{
	return rng_below(r, 100) < per_cent;
}

/* Twelve dice make a bell of deviation one die's length. */
int
rng_about(struct rng *r, int mean, int deviation)
{
	int sum = 0;

	for (int i = 0; i < 12; i++)
		sum += rng_below(r, 1001);
	return mean + (sum - 6000) * deviation / 1000;
}

void
rng_shuffle(struct rng *r, int *a, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int k = rng_below(r, i + 1), was = a[i];

		a[i] = a[k];
		a[k] = was;
	}
}

/* FNV-1a, 64 bits. */
static uint64_t
hash_text(const char *s, uint64_t h)
{
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h;
}

struct rng
seed_rng(const struct seed *s, const char *what)
{
	return (struct rng){ hash_text(what, s->key) };
}

static uint64_t
of_row(const struct seed *s, enum seed_kind kind, int64_t index)
{
	return s->key ^ ((uint64_t)kind << 56 | (uint64_t)index);
}

struct rng
seed_rng_of(const struct seed *s, enum seed_kind kind, int64_t index)
{
	return (struct rng){ mix(of_row(s, kind, index)) };
}

/* Version 7 (RFC 9562): the time, 12 bits of a counter, 62 of chance. */
struct uuid
seed_id(const struct seed *s, enum seed_kind kind, int64_t index, int64_t ms)
{
	uint64_t high = (uint64_t)ms << 16 | 0x7000 |
	    ((uint64_t)index & 0xfff);
	uint64_t low = (mix(of_row(s, kind, index)) & (UINT64_MAX >> 2)) |
	    UINT64_C(1) << 63;
	uint8_t b[16];
	struct uuid id;

	for (int i = 0; i < 8; i++) {
		b[i] = (uint8_t)(high >> (56 - 8 * i));
		b[8 + i] = (uint8_t)(low >> (56 - 8 * i));
	}
	uuid_format(b, &id);
	return id;
}

/* ---- Days */

/* Of the Gregorian calendar; March begins the year, so leap days end it. */
int64_t
seed_day(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

void
seed_date(int64_t day, char out[16])
{
	int64_t z = day + 719468, era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	snprintf(out, 16, "%04d-%02d-%02d",
	    (int)(yoe + era * 400 + (month <= 2 ? 1 : 0)), month,
	    (int)(doy - (153 * mp + 2) / 5 + 1));
}

/* Wrong digits make another date, which seed_read_day() sees. */
static int
digits(const char *s, int n)
{
	int v = 0;

	while (n-- > 0)
		v = v * 10 + (*s++ - '0');
	return v;
}

bool
seed_read_day(const char *s, int64_t *day)
{
	char back[16];
	int64_t d;

	if (strlen(s) != 10)
		return false;
	d = seed_day(digits(s, 4), digits(s + 5, 2), digits(s + 8, 2));
	if (d < seed_day(2001, 1, 1) || d > seed_day(2099, 12, 31))
		return false;
	seed_date(d, back);
	*day = d;
	return strcmp(s, back) == 0;
}
