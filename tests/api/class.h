/*
 * class.h - a course with its teacher, one student and one assignment out of
 * 100, which a test may spoil.
 *
 * body: members of an assignment or a grade, "{...}", besides those needed.
 */
#ifndef CLASS_H
#define CLASS_H

#include "api/fixtures.h"

struct class {
	struct somebody	 teacher, student;
	const char	*course, *enrollment, *assignment;
};

struct class	 class_made(void);
struct reply	*assignment_try(const struct class *, const char *body);
const char	*assignment_made(const struct class *, const char *body);
const char	*category_made(const struct class *, const char *body);

/* By the teacher, for the student and the assignment of the class. */
struct reply	*grade_try(const struct class *, const char *body);
const char	*grade_made(const struct class *, const char *body);
struct reply	*grade_put(const struct class *, const char *id,
		    const char *body);
/* POST /grades/{id}/undo */
struct reply	*grade_undo(const char *token, const char *id,
		    const char *body);

/* The teacher no longer teaches the course. */
void		 teacher_gone(const struct class *);

#endif
