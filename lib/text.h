/* text.h - what a text from outside is made of. */
#ifndef TEXT_H
#define TEXT_H

bool	text_is_utf8(const char *, size_t);	/* RFC 3629, and no NUL */
size_t	text_chars(const char *);		/* code points of valid UTF-8 */
bool	text_is_uuid(const char *);		/* RFC 9562, lower case */
bool	text_has_control(const char *);		/* but newline, tab, return */

#endif
