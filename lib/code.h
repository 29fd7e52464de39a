/*
 * code.h - codes of a session that are worth something for seconds only.
 *
 * The code on the screen of a room (CODE_QR) and the one that a phone fetches
 * before it touches a tag (CODE_NFC) are the session's id, the number of a
 * step of time and twelve bytes of HMAC-SHA256 with the secret of the session,
 * in base64url.  A code is good in its step and in the next one.
 */
#ifndef CODE_H
#define CODE_H

#define CODE_LEN	32u		/* bytes */
#define CODE_SIZE	44u		/* as text, with the NUL */
#define CODE_SECRET_LEN	32u

enum code_kind { CODE_QR, CODE_NFC };
enum code_is { CODE_GOOD, CODE_OLD, CODE_BAD };

unsigned	code_seconds(enum code_kind);		/* of a step */
uint32_t	code_step(enum code_kind, int64_t now);

void		code_write(enum code_kind, const uint8_t session[16],
		    const uint8_t secret[CODE_SECRET_LEN], uint32_t step,
		    char out[CODE_SIZE]);
/* The session that a code names, whoever made it; false: it is no code. */
bool		code_session(const char *, uint8_t session[16]) MUST_CHECK;
/* In constant time in the secret's bytes.  CODE_OLD was good once. */
enum code_is	code_check(enum code_kind, const char *,
		    const uint8_t session[16],
		    const uint8_t secret[CODE_SECRET_LEN], int64_t now)
		    MUST_CHECK;

#endif
