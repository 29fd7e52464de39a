/*
 * presence.h - what beacons and phones say: frames, proofs, flashes, slots.
 *
 * The wire protocol of docs/beacon-protocol.md as plain bytes: no database,
 * no clock, no allocation; whoever calls owns every struct and buffer.  All
 * integers are big-endian, times are milliseconds since 1970, identities are
 * the 16 bytes of a UUID, signatures are ES256 as in es256.h.
 *
 * A frame has one text: presence_frame_read() takes exactly what
 * presence_frame_write() makes, whole, and every byte of it is either fixed
 * or under a signature.  What a phone put into a proof never spoils the frame
 * for the others: proofs are judged one by one, by presence_proof_fault().
 *
 * A phone signs the flash that it sends; a beacon reports the flash that it
 * saw, of which two bits may be wrong.  So the server computes the flash that
 * was due, counts the bits that differ, and verifies the signature over the
 * one that was due.
 *
 * Sources: FIPS 186-5 (ECDSA), RFC 7518 section 3.4 (raw signatures),
 * RFC 2104 (HMAC), RFC 6238 (TOTP with SHA-256), RFC 9562 (UUID).
 */
#ifndef PRESENCE_H
#define PRESENCE_H

#include "crypto.h"
#include "es256.h"

#define PRESENCE_VERSION	1u
#define PRESENCE_ID_LEN		16u
#define PRESENCE_KEY_LEN	32u	/* of a room, a flash, a session */
#define PRESENCE_NONCE_LEN	16u
#define PRESENCE_FLASH_LEN	3u
#define PRESENCE_PROOFS_MAX	32u

#define PRESENCE_HEAD_LEN	63u	/* "LYCB1" to the number of proofs */
#define PRESENCE_PROOF_LEN	138u
#define PRESENCE_FRAME_LEN(n)	(PRESENCE_HEAD_LEN +			\
	(size_t)(n) * PRESENCE_PROOF_LEN + SHA256_LEN + ES256_SIG_LEN)
#define PRESENCE_FRAME_MAX	PRESENCE_FRAME_LEN(PRESENCE_PROOFS_MAX)
#define PRESENCE_AUTH_LEN	33u

#define PRESENCE_ROUND_MS	30000u
#define PRESENCE_SLOTS		64u	/* in a round */
#define PRESENCE_SLOT_MS	468u	/* the last 48 ms of a round are idle */
#define PRESENCE_JITTER_MS	100u	/* around a slot */
#define PRESENCE_SKEW_MS	30000u	/* of a frame against the server */
#define PRESENCE_AGE_MS		60000u	/* of a proof when its frame is made */
#define PRESENCE_WRONG_BITS	2u	/* of the 24 of a flash */
#define PRESENCE_TOTP_DIGITS	8u
#define PRESENCE_TOTP_MAX	99999999u

#define PRESENCE_TIMESTAMP	1u	/* kinds of proof: signedTimestamp, */
#define PRESENCE_FLASH		2u	/* buzzLightyear */

struct presence_proof {
	uint8_t		 kind;
	uint8_t		 student[PRESENCE_ID_LEN], device[PRESENCE_ID_LEN];
	uint64_t	 t_ms, round;
	uint16_t	 slot;				/* 0 of a timestamp */
	uint8_t		 nonce[PRESENCE_NONCE_LEN];	/* of the beacon */
	uint8_t		 flash[PRESENCE_FLASH_LEN];	/* 0 of a timestamp */
	uint32_t	 totp;				/* 0 of a flash */
	uint8_t		 sig[ES256_SIG_LEN];		/* of the device */
};

struct presence_frame {
	uint8_t		 beacon[PRESENCE_ID_LEN];
	uint32_t	 key_id;
	uint8_t		 session[PRESENCE_ID_LEN];
	uint64_t	 seq, t_ms;
	uint32_t	 totp;
	uint8_t		 n;				/* 1 to 32 proofs */
	struct presence_proof proofs[PRESENCE_PROOFS_MAX];
	uint8_t		 prev[SHA256_LEN];	/* hash of the frame before */
	uint8_t		 sig[ES256_SIG_LEN];	/* of the beacon */
};

/* The length, or 0 of a frame that nobody would read. */
size_t	presence_frame_write(const struct presence_frame *,
	    uint8_t out[PRESENCE_FRAME_MAX]);
bool	presence_frame_read(struct presence_frame *, const void *, size_t)
	    MUST_CHECK;
/* Everything but `sig` is filled in; writes `sig`. */
bool	presence_frame_sign(struct presence_frame *, struct es256 *) MUST_CHECK;
bool	presence_frame_verify(const struct presence_frame *, struct es256 *)
	    MUST_CHECK;
/* The `prev` of the next frame: SHA-256 of this one, signature and all. */
void	presence_frame_hash(const uint8_t *frame, size_t,
	    uint8_t out[SHA256_LEN]);

/*
 * NULL, or what is wrong with a proof in this frame before any key is asked:
 * "bad_proof" or "clock", the reasons of attendance.
 */
const char *presence_proof_fault(const struct presence_frame *,
	    const struct presence_proof *);
/* The phone: everything but `sig` is filled in, `flash` as it is sent. */
bool	presence_proof_sign(struct presence_proof *,
	    const uint8_t session[PRESENCE_ID_LEN],
	    const uint8_t beacon[PRESENCE_ID_LEN], struct es256 *) MUST_CHECK;
/* The server: `due` is the flash that was due, NULL of a timestamp. */
bool	presence_proof_verify(const struct presence_proof *,
	    const uint8_t due[PRESENCE_FLASH_LEN],
	    const uint8_t session[PRESENCE_ID_LEN],
	    const uint8_t beacon[PRESENCE_ID_LEN], struct es256 *) MUST_CHECK;

/* The 24 bits due for round, slot and nonce of the proof. */
void	presence_flash(const uint8_t key[PRESENCE_KEY_LEN],
	    const uint8_t session[PRESENCE_ID_LEN],
	    const uint8_t beacon[PRESENCE_ID_LEN],
	    const struct presence_proof *, uint8_t out[PRESENCE_FLASH_LEN]);
unsigned presence_wrong_bits(const uint8_t a[PRESENCE_FLASH_LEN],
	    const uint8_t b[PRESENCE_FLASH_LEN]);

/* The slot of a student, made with the secret of the session. */
uint16_t presence_slot(const uint8_t secret[PRESENCE_KEY_LEN],
	    const uint8_t session[PRESENCE_ID_LEN], uint64_t round,
	    const uint8_t student[PRESENCE_ID_LEN]);
uint64_t presence_round(uint64_t t_ms);
uint64_t presence_slot_start(uint64_t round, uint16_t slot);	/* ms */

/* The room's code at a time, of a step of 30 s; and whether `code` is it,
 * or that of the step before or after. */
uint32_t presence_totp(const uint8_t key[PRESENCE_KEY_LEN], uint64_t t_ms);
bool	presence_totp_near(const uint8_t key[PRESENCE_KEY_LEN], uint64_t t_ms,
	    uint32_t code);

/* What a beacon signs to get a token. */
void	presence_auth_write(const uint8_t beacon[PRESENCE_ID_LEN],
	    uint32_t key_id, uint64_t t_ms, uint8_t out[PRESENCE_AUTH_LEN]);

#endif
