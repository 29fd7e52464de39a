/*
 * signer.h - the keys with which a school signs credentials: ES256 (RFC
 * 7518), kept as PKCS #8 and published as JWK (RFC 7517).
 */
#ifndef SIGNER_H
#define SIGNER_H

struct arena;

struct signer {
	const char	*kid, *pem, *jwk;
};

/* A new key; false: OpenSSL has none for us. */
bool	signer_make(struct arena *, struct signer *) MUST_CHECK;
/* "header.payload.signature" of two JSON texts; NULL: the key is no good. */
const char *signer_jws(struct arena *, const char *pem, const char *header,
	    const char *payload) MUST_CHECK;

#endif
