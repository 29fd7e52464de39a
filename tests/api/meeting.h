/*
 * meeting.h - a session that a test may spoil, with a teacher and a student.
 *
 * The session lasts an hour, signing is in time for 15 minutes, and `began`
 * says how it lies to now: "-5 min" is five minutes ago.
 */
#ifndef MEETING_H
#define MEETING_H

#include "api/fixtures.h"

struct meeting {
	const char		*course, *id, *seat;
	struct somebody		 teacher, student;
};

struct meeting	 meeting_made(const char *began);
void		 meeting_moved(const struct meeting *, const char *began);
/* Another student of its course. */
struct somebody	 meeting_joined(const struct meeting *);
/* The teacher opens it: what students sign counts. */
void		 meeting_opened(const struct meeting *);

struct reply	*close_meeting(const struct meeting *);
/* The code `ago` steps before the present one, made with the secret. */
const char	*meeting_code(const struct meeting *, unsigned ago);
struct reply	*sign_qr(const struct meeting *, const char *token,
		    const char *code);
/* POST /signatures with the session and these members besides. */
struct reply	*sign_with(const struct meeting *, const char *token,
		    const char *members);
/* What the record of a student says, "" without one. */
const char	*record_of(const struct meeting *, const char *student);

/* Refused for this reason: in the answer, the row and the audit log. */
#define T_REFUSED(r, reason)	refused_for((r), (reason), __FILE__, __LINE__)
void		 refused_for(const struct reply *, const char *reason,
		    const char *file, int line);

#endif
