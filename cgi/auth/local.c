#include "core.h"
#include "arena.h"
#include "buf.h"
#include "local.h"

#define LOCAL_MAX	2000u	/* bytes */

/*
 * Browsers drop tabs and line ends, and read a backslash as a slash: with
 * either, "//elsewhere" could hide.
 */
static bool
is_local(const char *s)
{
	if (s == NULL || s[0] != '/' || s[1] == '/' || strlen(s) > LOCAL_MAX)
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f || *s == '\\')
			return false;
	return true;
}

const char *
local_path(struct arena *a, const char *wanted)
{
	struct buf b;

	if (!is_local(wanted))
		return "/";
	buf_init(&b, a, 3 * LOCAL_MAX + 1);
	for (const char *s = wanted; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c > ' ' && c < 0x7f && strchr("\"<>^`{|}", c) == NULL)
			buf_add(&b, s, 1);
		else
			buf_printf(&b, "%%%02X", c);
	}
	return buf_text(&b);
}
