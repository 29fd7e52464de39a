/*
 * password.h - passwords hashed, checked, and refused when too easy.
 *
 * New hashes are argon2id (RFC 9106) by libsodium: 19 MiB, two passes, one
 * lane, about 25 ms.  Imported bcrypt hashes ($2a$, $2b$, $2y$) are checked
 * through crypt_r() and come out as due for a new hash.  bcrypt looks at the
 * first 72 bytes only; a longer password is checked by those, as where it was
 * made, and is not hashed anew, because the rest of it was never proven.
 *
 * Checking is slow on purpose: call it in the sign-in pool alone.  An unknown
 * account (hash NULL) takes as long as one with our own hash; an imported
 * one takes what its bcrypt cost takes, until its first sign-in.  Nothing is
 * allocated for the caller, and no copy of a password is kept.
 */
#ifndef PASSWORD_H
#define PASSWORD_H

#define PASSWORD_MIN		8u	/* code points */
#define PASSWORD_MAX		128u
#define PASSWORD_HASH_SIZE	128u	/* text, with the NUL */

enum password {
	PASSWORD_WRONG,		/* or the account, or the hash, is no good */
	PASSWORD_OK,
	PASSWORD_REHASH		/* right; hash it anew with our parameters */
};

/* False: no memory. */
bool		password_hash(const char *password,
		    char out[PASSWORD_HASH_SIZE]) MUST_CHECK;
enum password	password_verify(const char *hash, const char *password)
		    MUST_CHECK;

/*
 * Whether this may be somebody's new password: NULL, or a sentence for them.
 * 8 to 128 characters of UTF-8, of any kind.  Refused are: the address, the
 * part before its @, the name (letter case and blanks aside); one group of
 * up to four characters again and again; runs along the alphabet, the digits
 * or a row of keys; days as eight digits; and what is on our list, also with
 * up to four digits or signs after it, in any case, with 0 for o, @ for a and
 * the like.  The list holds some 3,800 words and passwords
 * (common_passwords.def says whence): it stops what is guessed first, not all
 * that ever leaked.  Letters are compared as bytes, ASCII alone in any case.
 * email and name may be NULL.
 */
const char	*password_check(const char *password, const char *email,
		    const char *name) MUST_CHECK;

#endif
