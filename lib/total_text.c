#include "core.h"
#include "buf.h"
#include "num.h"
#include "total.h"

bool
total_units(const char *s, size_t n, int64_t *out)
{
	int64_t v = 0;
	size_t i = 0, after;

	for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
		if (i == TOTAL_DIGITS)
			return false;
		v = v * 10 + (s[i] - '0');
	}
	if (i == 0)
		return false;
	after = 0;
	if (i < n && s[i] == '.' && ++i == n)
		return false;
	for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
		if (after < TOTAL_SCALE) {
			v = v * 10 + (s[i] - '0');
			after++;
		} else if (s[i] != '0')
			return false;
	}
	for (; after < TOTAL_SCALE; after++)
		v *= 10;
	if (i < n)
		return false;
	*out = v;
	return true;
}

static size_t
put_digits(uint64_t v, char *end)
{
	size_t n = 0;

	do
		*--end = (char)('0' + (int)(v % 10));
	while (n++, (v /= 10) > 0);
	return n;
}

bool
total_text(int64_t shown, char out[TOTAL_SIZE])
{
	char digits[TOTAL_SIZE];
	size_t n;

	if (shown < 0)
		return false;
	n = put_digits((uint64_t)shown / 100, digits + sizeof(digits));
	memcpy(out, digits + sizeof(digits) - n, n);
	out[n++] = '.';
	out[n++] = (char)('0' + shown % 100 / 10);
	out[n++] = (char)('0' + shown % 10);
	out[num_short(out, n)] = '\0';
	return true;
}

void
total_json(int64_t shown, struct buf *b)
{
	char text[TOTAL_SIZE];

	buf_puts(b, total_text(shown, text) ? text : "null");
}

const struct total_step *
total_step(const struct total_step *steps, size_t n, int64_t shown)
{
	const struct total_step *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (steps[i].at_least <= shown && (best == NULL ||
		    steps[i].at_least > best->at_least))
			best = &steps[i];
	return best;
}
