/*
 * num.h - whole numbers from text, strictly; decimals as they are shown.
 */
#ifndef NUM_H
#define NUM_H

/* Nothing but digits, within [least, most]; `out` is untouched otherwise. */
static inline bool
num_read(const char *s, int64_t least, int64_t most, int64_t *out)
{
	int64_t v = 0;

	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++) {
		int d = *s - '0';

		if (d < 0 || d > 9 || v > (most - d) / 10)
			return false;
		v = v * 10 + d;
	}
	if (v < least)
		return false;
	*out = v;
	return true;
}

/* Without zeros that say nothing: 4 of "12.50", 2 of "20.00" and of "20". */
static inline size_t
num_short(const char *s, size_t n)
{
	if (memchr(s, '.', n) == NULL || memchr(s, 'e', n) != NULL ||
	    memchr(s, 'E', n) != NULL)
		return n;
	while (s[n - 1] == '0')
		n--;
	return n - (s[n - 1] == '.');
}

#endif
