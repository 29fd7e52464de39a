/*
 * fixtures.h - people, courses and grades that a test may spoil.
 *
 * Everything is made through the API by the administrator of the demo's
 * school, each with a name of its own.  Texts last until api_free(), what
 * keep() gives to the end.
 */
#ifndef FIXTURES_H
#define FIXTURES_H

#include "api/api.h"

#define MADE_PASSWORD	"quiet-Rivers-7"

/* An account, and a token of it that no session stands behind. */
struct somebody {
	const char	*id, *email, *token;
};

const char	*keep(const char *);
unsigned	 unique(void);		/* another number at each call */

const char	*my_id(const char *who);
const char	*my_school(void);
struct somebody	 made_person(const char *role);

struct reply	*sign_in(const char *email, const char *password);

/* With an If-Match, and with any other header. */
struct reply	*send_if(const char *token, const char *method,
		    const char *path, const char *body, const char *version);
struct reply	*send_with(const char *token, const char *method,
		    const char *path, const char *body, const char *header);

/*
 * extra: members besides or instead of those that are needed, "{...}".  The
 * second gives only the id and ends the program when there is none.
 */
struct reply	*course_try(const char *extra);
const char	*course_made(const char *extra);
const char	*subject_made(void);
/* The student's seat, taken by the administrator: the enrollment's id. */
const char	*seat_made(const char *course, const char *student);

/* What psql prints of a statement, without the last newline. */
const char	*psql(const char *sql);

/* Past this moment every worker of every pool has heard of a revocation. */
void		 a_second_later(void);
/* Sixteen at once, so that every worker of a pool is asked. */
bool		 all_answer(const char *token, const char *path, long status);

#endif
