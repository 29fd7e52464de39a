#include "core.h"
#include <gmp.h>
#include "arena.h"
#include "average.h"
#include "buf.h"

#define PERCENT		((wide)100 * 100)	/* in hundredths of one */
#define UNITS_MAX	((int64_t)1000000000000000000)	/* 10^18 */

typedef unsigned __int128 wide;

/* What the grades with one maximum come to: sum(weight * score) / max. */
struct average_sum {
	wide		of;
	uint64_t	max;
};

bool
average_units(const char *s, size_t n, int64_t *out)
{
	int64_t v = 0;
	size_t i = 0, after;

	for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
		if (i == AVERAGE_DIGITS)
			return false;
		v = v * 10 + (s[i] - '0');
	}
	if (i == 0)
		return false;
	after = 0;
	if (i < n && s[i] == '.' && ++i == n)
		return false;
	for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
		if (after < AVERAGE_SCALE) {
			v = v * 10 + (s[i] - '0');
			after++;
		} else if (s[i] != '0')
			return false;
	}
	for (; after < AVERAGE_SCALE; after++)
		v *= 10;
	if (i < n)
		return false;
	*out = v;
	return true;
}

void
average_init(struct average *a, struct arena *arena)
{
	*a = (struct average){ .arena = arena };
}

void
average_reset(struct average *a)
{
	a->n = 0;
	a->weight = 0;
	a->wrong = false;
}

static struct average_sum *
sum_new(struct average *a, uint64_t max)
{
	if (a->n == a->room) {
		size_t room = a->room == 0 ? 8 : a->room * 2;
		struct average_sum *at = arena_alloc(a->arena,
		    room * sizeof(*at));

		if (a->n > 0)
			memcpy(at, a->sums, a->n * sizeof(*at));
		a->sums = at;
		a->room = room;
	}
	a->sums[a->n] = (struct average_sum){ .max = max };
	return &a->sums[a->n++];
}

/* A sum that is full gets a second one of the same maximum beside it. */
void
average_add(struct average *a, int64_t score, int64_t max, int64_t weight)
{
	wide term;

	if (score < 0 || weight < 0 || max <= 0 || score > UNITS_MAX ||
	    weight > UNITS_MAX) {
		a->wrong = true;
		return;
	}
	term = (wide)weight * (wide)score;
	a->weight += (wide)weight;
	for (size_t i = 0; i < a->n; i++) {
		struct average_sum *s = &a->sums[i];
		wide sum;

		if (s->max != (uint64_t)max ||
		    __builtin_add_overflow(s->of, term, &sum))
			continue;
		s->of = sum;
		return;
	}
	sum_new(a, (uint64_t)max)->of = term;
}

void
average_add_text(struct average *a, const char *score, const char *max,
    const char *weight)
{
	int64_t s, m, w;

	if (average_units(score, strlen(score), &s) &&
	    average_units(max, strlen(max), &m) &&
	    average_units(weight, strlen(weight), &w))
		average_add(a, s, m, w);
	else
		a->wrong = true;
}

/* ---- Hundredths of a per cent */

/*
 * floor((2 * 10^4 * N + L * T) / (2 * L * T)), where L is a multiple of every
 * maximum, N the sum of each sum * L / max, and T the sum of the weights.
 * Adding a half rounds the half upwards, which is away from zero, as nothing
 * is negative.
 */

static uint64_t
gcd(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t r = a % b;

		a = b;
		b = r;
	}
	return a;
}

/* Of all maxima; false: too large for 128 bits. */
static bool
common_multiple(const struct average *a, wide *out)
{
	wide l = a->sums[0].max;

	for (size_t i = 1; i < a->n; i++) {
		uint64_t max = a->sums[i].max;
		uint64_t g = gcd(max, (uint64_t)(l % max));

		if (__builtin_mul_overflow(l, max / g, &l))
			return false;
	}
	*out = l;
	return true;
}

static bool
hundredths_small(const struct average *a, wide *out)
{
	wide l, n = 0, below;

	if (!common_multiple(a, &l))
		return false;
	for (size_t i = 0; i < a->n; i++) {
		wide part;

		if (__builtin_mul_overflow(a->sums[i].of,
		    l / a->sums[i].max, &part) ||
		    __builtin_add_overflow(n, part, &n))
			return false;
	}
	if (__builtin_mul_overflow(n, 2 * PERCENT, &n) ||
	    __builtin_mul_overflow(l, a->weight, &below) ||
	    __builtin_add_overflow(n, below, &n) ||
	    __builtin_mul_overflow(below, (wide)2, &below))
		return false;
	*out = n / below;
	return true;
}

static void
set_wide(mpz_t z, wide v)
{
	mpz_import(z, 1, -1, sizeof(v), 0, 0, &v);
}

/* The same in numbers of any size. */
static wide
hundredths_large(const struct average *a)
{
	mpz_t l, n, part, max;
	wide out = 0;

	mpz_inits(l, n, part, max, NULL);
	mpz_set_ui(l, 1);
	for (size_t i = 0; i < a->n; i++) {
		set_wide(max, a->sums[i].max);
		mpz_lcm(l, l, max);
	}
	for (size_t i = 0; i < a->n; i++) {
		set_wide(max, a->sums[i].max);
		set_wide(part, a->sums[i].of);
		mpz_divexact(max, l, max);
		mpz_addmul(n, part, max);
	}
	set_wide(part, a->weight);
	mpz_mul(l, l, part);
	mpz_mul_ui(n, n, (unsigned long)(2 * PERCENT));
	mpz_add(n, n, l);
	mpz_mul_2exp(l, l, 1);
	mpz_fdiv_q(n, n, l);
	mpz_export(&out, NULL, -1, sizeof(out), 0, 0, n);
	mpz_clears(l, n, part, max, NULL);
	return out;
}

/* ---- Shown */

static size_t
put_digits(wide v, char *end)
{
	size_t n = 0;

	do
		*--end = (char)('0' + (int)(v % 10));
	while (n++, (v /= 10) > 0);
	return n;
}

bool
average_text(const struct average *a, char out[AVERAGE_SIZE])
{
	char digits[AVERAGE_SIZE];
	size_t n, cents;
	wide v;

	if (a->wrong || a->weight == 0)
		return false;
	if (!hundredths_small(a, &v))
		v = hundredths_large(a);
	n = put_digits(v / 100, digits + sizeof(digits));
	memcpy(out, digits + sizeof(digits) - n, n);
	cents = (size_t)(v % 100);
	if (cents > 0) {
		out[n++] = '.';
		out[n++] = (char)('0' + cents / 10);
		if (cents % 10 > 0)
			out[n++] = (char)('0' + cents % 10);
	}
	out[n] = '\0';
	return true;
}

void
average_json(const struct average *a, struct buf *b)
{
	char text[AVERAGE_SIZE];

	buf_puts(b, average_text(a, text) ? text : "null");
}
