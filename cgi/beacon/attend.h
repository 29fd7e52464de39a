/* attend.h - signatures of attendance, and attendance by hand. */
#ifndef ATTEND_H
#define ATTEND_H

#include "err.h"
#include "shape.h"

struct req;

extern const struct shape signature_shape, signature_change_shape,
    signatures_shape, mark_shape, marks_shape, mark_change_shape;

/* What POST /signatures brings. */
struct signature_in {
	struct uuid	 session_id, student_id, person_id, device_id;
	const char	*method, *status, *code, *uid, *mac, *nonce;
	const char	*device_signature;
	int64_t		 counter, t_ms;
};

/*
 * An attempt while its proof is looked at.  `fault` is the first reason that
 * was found against it; the rules of attendance.sign() come after that.
 */
struct attempt {
	const struct signature_in *in;
	const char	*session, *person;
	const char	*fault, *beacon, *classroom, *device, *proof;
	uint8_t		 session_bytes[16], secret[32];
};

/* nfc.c, device.c: what speaks against the proof, in `fault`. */
void		nfc_prove(struct req *, struct attempt *);
void		phone_prove(struct req *, struct attempt *);

/* signature.c */
enum err	signature_create(struct req *);
enum err	signature_show(struct req *);
enum err	session_begin(struct req *);
/* qr.c */
enum err	session_qr(struct req *);
enum err	session_slot(struct req *);
/* attendance.c */
enum err	course_attendance(struct req *);
enum err	person_attendance(struct req *);

#endif
