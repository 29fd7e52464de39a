/*
 * totp.h - one-time codes from a shared secret and the clock.
 *
 * RFC 4226 (HOTP) and RFC 6238 (TOTP) with steps of 30 seconds.  Nothing
 * allocates; nothing fails but a check.
 *
 * A code is good once: totp_check() accepts a step only if it is greater
 * than the last one accepted, which the caller keeps beside the secret and
 * must move on in the statement that accepts (`... WHERE last_step < step`),
 * or two workers would take the same code.  One step early or late is
 * allowed for, so a code is at most 60 seconds old.
 */
#ifndef TOTP_H
#define TOTP_H

#define TOTP_STEP	30	/* seconds */
#define TOTP_WINDOW	1	/* steps of tolerance, either way */
#define TOTP_DIGITS	6u

enum totp_hash { TOTP_SHA1, TOTP_SHA256, TOTP_SHA512 };

struct totp {
	enum totp_hash	 hash;
	const uint8_t	*key;
	size_t		 key_len;
	unsigned	 digits;	/* 9 at most */
};

uint32_t hotp(const struct totp *, uint64_t counter);
int64_t	 totp_step(int64_t now);

/*
 * The step that `code` belongs to, or -1 if it is wrong or used up.  Before
 * the first code was accepted, last_step is -1.
 */
int64_t	 totp_check(const struct totp *, const char *code, int64_t now,
	    int64_t last_step) MUST_CHECK;

#endif
