/* grades.h - grading: grades, assignments, gradebooks, final grades. */
#ifndef GRADES_SERVICE_H
#define GRADES_SERVICE_H

#include "route.h"

extern const struct service grades_service;

extern const struct shape grade_shape, grade_change_shape, grade_away_shape,
    assignment_shape, assignment_change_shape, final_shape, finals_shape;

/* The input of PUT .../final and POST .../finals. */
struct final_in {
	struct decimal	final;
	bool		complete;
};

/* grade.c */
enum err	grade_write(struct req *);
enum err	grade_history(struct req *);
/* assignment.c */
enum err	assignments(struct req *);
enum err	assignment_write(struct req *);
enum err	assignment_delete(struct req *);
/* enrollment.c */
enum err	enrollment_grades(struct req *);
/* student.c */
enum err	grades(struct req *);
enum err	student_grades(struct req *);
/* gradebook.c */
enum err	gradebook(struct req *);
/* finals.c */
enum err	final_set(struct req *);
enum err	final_clear(struct req *);
enum err	finals_set(struct req *);

bool		is_positive(const char *decimal);
/* Whether the caller may change grades of a course that is theirs to see. */
bool		may_edit(const struct req *);

#endif
