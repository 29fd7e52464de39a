/*
 * units.h - beacons and phones that speak the real protocol, for tests.
 *
 * Everything is made in the demo's school and has its own session, course
 * and classroom, so that a test may spoil it.  What is wrong with a frame is
 * put in before it is signed: a test changes the struct that unit_frame()
 * gave, and sends it.
 */
#ifndef UNITS_H
#define UNITS_H

#include "api/api.h"
#include "presence.h"

struct unit {
	const char	*id, *token;
	uint8_t		 raw_id[PRESENCE_ID_LEN];
	uint8_t		 room[PRESENCE_KEY_LEN];	/* its secret */
	uint8_t		 prev[SHA256_LEN];
	uint32_t	 key_id;
	uint64_t	 seq;
	struct es256	*key;
};

struct phone {
	const char	*student, *device;
	uint8_t		 raw_student[PRESENCE_ID_LEN];
	uint8_t		 raw_device[PRESENCE_ID_LEN];
	uint8_t		 flash_key[PRESENCE_KEY_LEN];
	struct es256	*key;
};

/* A session that is on, in a classroom of its own. */
struct lesson {
	const char	*course, *session, *classroom;
	uint8_t		 raw_session[PRESENCE_ID_LEN];
	uint8_t		 secret[PRESENCE_KEY_LEN];	/* of its slots */
};

uint64_t	 now_ms(void);
const char	*key_text(struct es256 *);	/* 65 bytes in base64 */

/* `starts` is when it began or begins: "-5 minutes". */
struct lesson	 lesson_at(const char *starts);
struct unit	 unit_made(const char *classroom);
/* A student who is enrolled in the lesson, or not, and has a device. */
struct phone	 phone_made(const struct lesson *);
struct phone	 phone_of(const char *student);

/* The answer of POST /beacon/auth/token, and the token kept. */
struct reply	*unit_auth(struct unit *, uint64_t t_ms);
void		 unit_sign_in(struct unit *);

struct presence_proof proof_timestamp(const struct unit *,
		    const struct lesson *, const struct phone *);
/* In the slot of the student in the round before this one. */
struct presence_proof proof_flash(const struct unit *, const struct lesson *,
		    const struct phone *);
/* The phone signs again what was changed. */
void		 proof_again(struct presence_proof *, const struct unit *,
		    const struct lesson *, const struct phone *);

/* The next frame, without proofs. */
struct presence_frame unit_frame(const struct unit *, const struct lesson *);
void		 frame_add(struct presence_frame *,
		    const struct presence_proof *);
/* Signed, as the body of a request; `unit` moves on if `moves`. */
const char	*frame_body(struct unit *, struct presence_frame *, bool moves);
/* Sent; the unit moves on if it was accepted. */
struct reply	*unit_send(struct unit *, struct presence_frame *);
struct reply	*unit_post(const struct unit *, const char *body);
/* One proof in one frame. */
struct reply	*unit_prove(struct unit *, const struct lesson *,
		    const struct presence_proof *);

/* The refusal stands as a row with its words, and in the audit log. */
bool		 proof_kept(const struct phone *, const char *reason);
bool		 unit_alarmed(const struct unit *, const char *kind);
const char	*records_of(const struct phone *);	/* how many, as text */

/* The status and the reason of the first proof; "": no reason. */
void		 proof_result(const struct reply *, const char *status,
		    const char *reason, const char *file, int line);
#define T_RESULT(r, status, reason)					\
	proof_result((r), (status), (reason), __FILE__, __LINE__)

#endif
