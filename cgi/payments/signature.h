/*
 * signature.h - is it Stripe that sent this?
 *
 * The header is "t=seconds,v1=hex,..."; a v1 is HMAC-SHA256 of "t.body" under
 * the endpoint's secret, whole, with its "whsec_".  Several secrets are valid
 * at once (they are being rolled), and several v1.  A header with no t, two of
 * them, or more than SIGNATURES_MAX v1 fits nothing; other schemes than v1 are
 * passed over.  See docs.stripe.com/webhooks#verify-manually.
 */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#define SIGNATURES_MAX 16u
#define SECRETS_MAX 16u
#define SECRET_MAX 128u   /* with its NUL */
#define SIGNATURE_AGE 300 /* seconds, to both sides */

struct secrets {
	size_t n;
	char at[SECRETS_MAX][SECRET_MAX];
};

enum signature { SIGNATURE_GOOD,
	SIGNATURE_BAD,
	SIGNATURE_OLD };

enum signature signature_check(const struct secrets *, const char *header,
    const char *body, size_t, int64_t now);

/* One a line; empty ones and those after a # are none. */
bool secrets_read(struct secrets *, const char *path);
/* The same, when the file is not what it was at the last call. */
const struct secrets *secrets_of(const char *dir);

#endif
