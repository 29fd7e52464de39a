/*
 * crypto.h - random bytes, digests, and the texts that bytes travel in.
 *
 * Nothing here allocates for the caller and nothing can fail but decoding:
 * a kernel without randomness or an OpenSSL without SHA-256 aborts the
 * worker.  Encoders write a NUL after the text; the size that they need is
 * given by a macro.  Decoders take exactly what the encoders write, so that
 * one value has one text: no padding in base64url, no spare bits set, no
 * other alphabet, no white space.  Digests use one context kept by the
 * process, so this is for single-threaded programs, which ours are.
 *
 * Sources: FIPS 180-4 (SHA-256), RFC 2104 (HMAC), RFC 4648 (base64,
 * base64url), RFC 9562 (UUID).
 */
#ifndef CRYPTO_H
#define CRYPTO_H

#define SHA256_LEN	32u
#define HEX_SIZE(n)	(2 * (size_t)(n) + 1)		/* with the NUL */
#define B64URL_SIZE(n)	((4 * (size_t)(n) + 2) / 3 + 1)
#define B64_SIZE(n)	(((size_t)(n) + 2) / 3 * 4 + 1)

struct bytes {
	const void	*p;
	size_t		 n;
};

void	crypto_random(void *, size_t);
void	crypto_sha256(const void *, size_t, uint8_t out[SHA256_LEN]);
void	crypto_hmac(const void *key, size_t, const void *, size_t,
	    uint8_t out[SHA256_LEN]);
void	crypto_hmac_parts(const void *key, size_t, const struct bytes *,
	    size_t parts, uint8_t out[SHA256_LEN]);	/* one after another */

/* Constant time in the bytes, not in n. */
bool	crypto_same(const void *, const void *, size_t n);

/* Encoders return the length of the text; `out` must not overlap. */
size_t	hex_encode(char *out, const void *, size_t);
size_t	b64_encode(char *out, const void *, size_t);
size_t	b64url_encode(char *out, const void *, size_t);

/* False if it is not the canonical text of at most `cap` bytes. */
bool	hex_decode(const char *, size_t, void *out, size_t cap, size_t *len);
bool	b64_decode(const char *, size_t, void *out, size_t cap, size_t *len);
bool	b64url_decode(const char *, size_t, void *out, size_t cap, size_t *len);

/*
 * Version 7: 48 bits of milliseconds, a 12-bit counter that starts below
 * 2048 in each millisecond, 62 random bits.  Ids of one process ascend, also
 * when the clock steps back; a counter that runs over borrows the next
 * millisecond.  uuid7_next() is the same with a clock of the caller's.
 */
struct uuid7_clock {
	uint64_t	ms;	/* since 1970, of the last id */
	unsigned	count;
};

struct uuid	uuid7(void);
struct uuid	uuid7_next(struct uuid7_clock *, uint64_t now_ms);

/*
 * Text of any version, 8-4-4-4-12, in either case; no braces, no "urn:".
 * uuid_read() makes the canonical text of it.  Sixteen zero bytes stand for
 * "none" in binary, as the empty text does in struct uuid.
 */
bool	uuid_parse(const char *, uint8_t out[16]);
bool	uuid_read(const char *, struct uuid *);
void	uuid_format(const uint8_t[16], struct uuid *);

#endif
