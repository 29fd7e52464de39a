#include "core.h"
#include "password.h"
#include "text.h"

#define BYTES_MAX	(4 * PASSWORD_MAX)
#define TAIL_MAX	4u	/* digits or signs after a listed word */
#define PERIOD_MAX	4u

/* Sorted, in lower case, one blank around each. */
static const char common[] =
#include "common_passwords.def"
;

static char
lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

static bool
letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

/* Equal but for letter case and blanks, as far as `n` bytes of `b`. */
static bool
alike(const char *a, const char *b, size_t n)
{
	const char *end = b + n;

	for (;;) {
		while (*a == ' ')
			a++;
		while (b < end && *b == ' ')
			b++;
		if (*a == '\0' || b == end)
			return *a == '\0' && b == end;
		if (lower(*a++) != lower(*b++))
			return false;
	}
}

/* abcabcabc, 11111111: the same few characters over and over. */
static bool
repeats(const char *s, size_t n)
{
	for (size_t period = 1; period <= PERIOD_MAX; period++)
		if (n >= 2 * period && memcmp(s, s + period, n - period) == 0)
			return true;
	return false;
}

/* Along one of these, forwards or backwards, from wherever it starts. */
static bool
runs(const char *s, size_t n)
{
	static const char *const rows[] = {
		"abcdefghijklmnopqrstuvwxyzabcdefgh",
		"01234567890123456789", "qwertyuiop", "asdfghjkl;'",
		"zxcvbnm,./", "qwertzuiop", "azertyuiop", "qsdfghjklm",
		"1qaz2wsx3edc4rfv5tgb6yhn7ujm",
		"qazwsxedcrfvtgbyhnujm", "`1234567890-=",
	};
	char back[BYTES_MAX + 1];

	for (size_t i = 0; i < n; i++)
		back[i] = s[n - 1 - i];
	back[n] = '\0';
	for (size_t i = 0; i < NITEMS(rows); i++)
		if (strstr(rows[i], s) != NULL || strstr(rows[i], back) != NULL)
			return true;
	return false;
}

/* `n` digits from `s` on, as a number within the bounds? */
static bool
between(const char *s, size_t n, unsigned least, unsigned most)
{
	unsigned v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (unsigned)(s[i] - '0');
	return v >= least && v <= most;
}

/* Eight digits that are a day: ddmmyyyy, mmddyyyy or yyyymmdd. */
static bool
day(const char *s, size_t n)
{
	if (n != 8 || strspn(s, "0123456789") != n)
		return false;
	if (between(s + 4, 4, 1900, 2099) &&
	    ((between(s, 2, 1, 31) && between(s + 2, 2, 1, 12)) ||
	    (between(s, 2, 1, 12) && between(s + 2, 2, 1, 31))))
		return true;
	return between(s, 4, 1900, 2099) && between(s + 4, 2, 1, 12) &&
	    between(s + 6, 2, 1, 31);
}

static bool
listed(const char *s, size_t n)
{
	char word[BYTES_MAX + 3];

	if (n == 0 || memchr(s, ' ', n) != NULL)
		return false;
	word[0] = ' ';
	memcpy(word + 1, s, n);
	word[n + 1] = ' ';
	word[n + 2] = '\0';
	return strstr(common, word) != NULL;
}

/* The letter that a digit or a sign is often written for, or itself. */
static char
plain(char c)
{
	static const char from[] = "013457@$!", to[] = "oleastasi";
	const char *p = c == '\0' ? NULL : strchr(from, c);

	if (p == NULL)
		return c;
	return to[p - from];
}

/* On the list: as it stands or without its tail, each also made plain. */
static bool
too_common(const char *s, size_t n)
{
	char p[BYTES_MAX + 1];
	size_t stem = n;

	while (stem > 0 && n - stem < TAIL_MAX && !letter(s[stem - 1]))
		stem--;
	for (size_t i = 0; i < n; i++)
		p[i] = plain(s[i]);
	p[n] = '\0';
	return listed(s, n) || listed(s, stem) || listed(p, n) ||
	    listed(p, stem);
}

const char *
password_check(const char *password, const char *email, const char *name)
{
	char s[BYTES_MAX + 1];
	size_t n = strlen(password), count = text_chars(password);

	if (!text_is_utf8(password, n))
		return "The password is not valid text (UTF-8).";
	if (count < PASSWORD_MIN)
		return "The password needs at least 8 characters.";
	if (count > PASSWORD_MAX)
		return "The password may have at most 128 characters.";
	if (email != NULL && (alike(password, email, strlen(email)) ||
	    alike(password, email, strcspn(email, "@"))))
		return "The password must not be your e-mail address.";
	if (name != NULL && alike(password, name, strlen(name)))
		return "The password must not be your name.";
	for (size_t i = 0; i <= n; i++)
		s[i] = lower(password[i]);
	if (repeats(s, n) || runs(s, n) || day(s, n) || too_common(s, n))
		return "This password is too common. Choose another one.";
	return NULL;
}
