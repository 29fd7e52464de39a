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
	const char	*reason;
	bool		complete;
};

/* ---- Rules, scales, categories; what was changed */
extern const struct shape rules_shape, course_rules_shape, category_shape,
    category_change_shape, category_away_shape, scale_shape,
    scale_change_shape, compare_shape, changes_shape, as_of_shape;
enum err	category_delete(struct req *);
enum err	scale_delete(struct req *);
enum err	scale_write(struct req *);

/* grade.c */
enum err	grade_write(struct req *);
enum err	grade_history(struct req *);
/* assignment.c */
enum err	assignments(struct req *);
enum err	assignment_write(struct req *);
enum err	assignment_delete(struct req *);
/* distribution.c */
enum err	distribution(struct req *);
/* enrollment.c */
enum err	enrollment_grades(struct req *);
/* derive.c, whatif.c */
enum err	derivation(struct req *);
enum err	what_if(struct req *);
/* student.c */
enum err	grades(struct req *);
enum err	student_grades(struct req *);
/* gradebook.c */
enum err	gradebook(struct req *);
/* finals.c */
enum err	final_set(struct req *);
enum err	final_clear(struct req *);
enum err	finals_set(struct req *);

/* ---- Transcripts: transcript.c, transcript_pdf.c, verify.c, credential.c */
extern const struct shape revoke_shape, verify_shape;
enum err	transcript(struct req *);
enum err	transcript_issued(struct req *);
enum err	transcript_issue(struct req *);
enum err	transcript_pdf(struct req *);
enum err	transcript_file(struct req *);
enum err	verify_form(struct req *);
enum err	verify(struct req *);
enum err	credential(struct req *);
enum err	credential_keys(struct req *);
enum err	credential_key(struct req *);
enum err	credential_issuer(struct req *);
enum err	credential_revoked(struct req *);

/* ---- Files: import.c, import_undo.c, export.c */
extern const struct shape import_shape, import_undo_shape, export_shape;
enum err	grades_import(struct req *);
enum err	import_undo(struct req *);
enum err	grades_export(struct req *);

bool		is_positive(const char *decimal);
/* Whether the caller may change grades of a course that is theirs to see. */
bool		may_edit(const struct req *);

#endif
