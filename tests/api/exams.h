/*
 * exams.h - a course with a teacher, students and an exam, for tests.
 *
 * Everything is made in the demo's school for one test, which may spoil it.
 */
#ifndef API_EXAMS_H
#define API_EXAMS_H

#include "api/api.h"
#include "api/fixtures.h"

#define SITTING_MAX	3u

struct sitting {
	struct somebody	 teacher, student[SITTING_MAX];
	const char	*course, *exam;
	const char	*seat[SITTING_MAX];	/* enrollments */
	size_t		 n;
};

/* An exam of 100 points that n students take; extra as of course_try(). */
struct sitting	 sitting_made(size_t n, const char *extra);
/* Marked: one student a number, "[50,60.5]". */
struct sitting	 sitting_marked(const char *scores);

const char	*exam_body(const char *course, const char *extra);
const char	*exam_path(const char *exam, const char *rest);
struct reply	*exam_post(const char *token, const char *exam,
		    const char *step, const char *body);
struct reply	*exam_marks(const char *token, const char *exam,
		    const char *list);
struct reply	*exam_moderated(const char *token, const char *exam);
/* How many have a result. */
long		 exam_marked(const char *exam);

#endif
