/* exam.h - examinations: inputs and handlers, and asking again. */
#ifndef EXAM_H
#define EXAM_H

#include "err.h"
#include "shape.h"

struct req;

struct exam_in {
	struct uuid	 course_id, classroom_id, category_id;
	const char	*title, *type, *starts_at, *ends_at, *room;
	int64_t		 seats;
	struct decimal	 max_score, weight;
	/* The boxes of the form, by the school's clock. */
	const char	*date, *start, *end;
};

struct exams_in {
	struct uuid	 course_id;
	bool		 upcoming;
};

struct seat_in {
	const char	*order;
};

struct moderate_in {
	struct decimal	 factor, add;
	const char	*reason;
};

struct results_in {
	struct json_t	*results;
};

struct result_in {
	const char	*state, *remark;
	struct decimal	 score;
};

struct regrade_in {
	struct uuid	 grade_id, course_id;
	const char	*reason, *answer, *status;
	struct decimal	 score;
};

extern const struct shape exam_shape, exam_change_shape, exam_course_shape,
    exams_shape, exam_seat_shape, exam_moderate_shape, exam_reopen_shape,
    exam_results_shape, exam_result_shape, regrade_shape, regrades_shape,
    regrade_answer_shape;

/* exam.c */
enum err	exam_write(struct req *);
enum err	exam_step(struct req *);
enum err	exam_new(struct req *);
enum err	exam_edit(struct req *);
/* Nobody else changes the exam until the end; false: not theirs, stale. */
bool		exam_held(struct req *);
/* candidate.c */
enum err	exam_results(struct req *);
enum err	exam_mark(struct req *);
enum err	exam_result_mark(struct req *);
/* regrade.c */
enum err	regrade_write(struct req *);

#endif
