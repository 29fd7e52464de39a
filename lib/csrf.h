/*
 * csrf.h - proof that a form was made by us, for this session.
 *
 * A token is 128 bits of HMAC-SHA-256 under a key that belongs to one
 * session and never leaves the server, over "<method> <path>" of the form's
 * action, so that a token seen in one form does nothing for another; or over
 * "api" for scripts of our own pages, which send it as X-CSRF-Token.  A
 * method contains no blank and every path starts with "/", so no two inputs
 * are the same text.  The path is the one without the query string.
 *
 * A token lives as long as its session's key; a new session has a new one.
 * Nothing allocates; checks take the same time wherever a token is wrong.
 */
#ifndef CSRF_H
#define CSRF_H

#define CSRF_KEY_LEN	16u
#define CSRF_TOKEN_LEN	22u	/* base64url of 16 bytes */

void	csrf_form(const uint8_t key[CSRF_KEY_LEN], const char *method,
	    const char *path, char out[CSRF_TOKEN_LEN + 1]);
void	csrf_api(const uint8_t key[CSRF_KEY_LEN],
	    char out[CSRF_TOKEN_LEN + 1]);

/* `given` may be NULL: nothing was sent. */
bool	csrf_form_ok(const uint8_t key[CSRF_KEY_LEN], const char *method,
	    const char *path, const char *given) MUST_CHECK;
bool	csrf_api_ok(const uint8_t key[CSRF_KEY_LEN], const char *given)
	    MUST_CHECK;

#endif
