#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "health.h"

/* clang-format off */
static const struct route routes[] = {
	/* ---- Grades */
	{ M_GET, "/grades", grades, .query = &q_grades_mine, .may = "grades.read", .page = "grades/grades", .title = "Grades",
	  .summary = "Grades that the caller may see, in the order in which they were given" },
	{ M_POST, "/grades", grade_write, .query = &q_grade_create, .in = &grade_shape, .may = "grades.create", .status = 201,
	  .form = "/grades/enrollment/{enrollment_id}", .then = "/grades/enrollment/{enrollment_id}", .flash = "Saved.",
	  .fails = { ERR_NOT_FOUND, ERR_CONFLICT, ERR_NOT_ENROLLED, ERR_ALREADY_GRADED, ERR_SCORE_RANGE },
	  .summary = "Enter a grade; a new assignment_name makes the assignment" },
	{ M_GET, "/grades/{id}", .query = &q_grade_get, .may = "grades.read", .summary = "One grade" },
	{ M_PUT, "/grades/{id}", grade_write, .query = &q_grade_update, .current = &q_grade_get, .in = &grade_change_shape,
	  .may = "grades.update", .form = "/grades/enrollment/{enrollment_id}", .then = "/grades/enrollment/{enrollment_id}",
	  .flash = "Saved.", .fails = { ERR_SCORE_RANGE }, .summary = "Change a grade" },
	{ M_DELETE, "/grades/{id}", .query = &q_grade_delete, .current = &q_grade_get, .in = &grade_away_shape,
	  .may = "grades.delete", .form = "/grades/enrollment/{enrollment_id}", .then = "/grades/enrollment/{enrollment_id}",
	  .flash = "The grade was taken away. Its history stays.", .summary = "Take a grade away; its history stays" },
	{ M_GET, "/grades/{id}/history", grade_history, .may = "grades.read",
	  .page = "grades/grade_history", .title = "History of a grade", .summary = "Every change of a grade, the newest first" },

	/* ---- Of an enrollment, of a student */
	{ M_GET, "/grades/enrollment/{enrollment_id}", enrollment_grades, .may = "grades.read",
	  .page = "grades/enrollment", .title = "Grades", .summary = "Every assignment of an enrollment, graded or not, and its average" },
	{ M_PUT, "/grades/enrollment/{enrollment_id}/final", final_set, .in = &final_shape, .may = "grades.update",
	  .form = "/grades/enrollment/{enrollment_id}", .then = "/grades/enrollment/{enrollment_id}",
	  .flash = "The final grade is set.", .fails = { ERR_CONFLICT, ERR_NOT_ENROLLED }, .summary = "Set a final grade: the average, or another" },
	{ M_DELETE, "/grades/enrollment/{enrollment_id}/final", final_clear, .may = "grades.update",
	  .form = "/grades/enrollment/{enrollment_id}", .then = "/grades/enrollment/{enrollment_id}",
	  .flash = "The final grade was taken away.", .fails = { ERR_NOT_ENROLLED }, .summary = "Take a final grade away" },
	{ M_GET, "/students/{id}/grades", student_grades, .may = "grades.read", .page = "grades/grades", .title = "Grades",
	  .summary = "The courses of a student with their grades and averages" },

	/* ---- Of a course */
	{ M_GET, "/grades/courses", .query = &q_gradebooks, .may = "grades.read", .summary = "Gradebooks that the caller keeps or may look into" },
	{ M_GET, "/grades/course/{course_id}", gradebook, .may = "grades.read", .page = "grades/gradebook", .title = "Gradebook",
	  .summary = "The gradebook of a course: cells in the order of its assignments, averages, final grades" },
	{ M_POST, "/grades/course/{course_id}/finals", finals_set, .in = &finals_shape, .may = "grades.update",
	  .form = "/grades/course/{course_id}", .then = "/grades/course/{course_id}",
	  .summary = "Set the final grade of everybody who has an average to it" },
	{ M_GET, "/grades/course/{course_id}/assignments", assignments, .may = "grades.read", .summary = "What is graded in a course" },
	{ M_GET, "/grades/course/{course_id}/assignments/new", .query = &q_assignment_room, .may = "grades.create",
	  .page = "grades/assignment_new", .title = "New assignment", .flags = R_NO_API, .summary = "The form of a new assignment" },
	{ M_POST, "/grades/course/{course_id}/assignments", assignment_write, .query = &q_assignment_create, .in = &assignment_shape,
	  .may = "grades.create", .status = 201, .form = "/grades/course/{course_id}/assignments/new",
	  .then = "/grades/course/{course_id}", .flash = "{name} was added.", .fails = { ERR_ASSIGNMENT_TAKEN },
	  .summary = "Add an assignment to a course" },
	{ M_GET, "/grades/assignments/{id}", .query = &q_assignment_get, .may = "grades.read", .summary = "One assignment" },
	{ M_PUT, "/grades/assignments/{id}", assignment_write, .query = &q_assignment_update, .current = &q_assignment_get,
	  .in = &assignment_change_shape, .may = "grades.update", .fails = { ERR_ASSIGNMENT_TAKEN, ERR_SCORE_RANGE },
	  .summary = "Change an assignment; its grades follow" },
	{ M_DELETE, "/grades/assignments/{id}", assignment_delete, .current = &q_assignment_get, .may = "grades.create",
	  .fails = { ERR_CONFLICT }, .summary = "Take away an assignment that has no grades" },

	HEALTH_ROUTES("/grades"),
};
/* clang-format on */

const struct service grades_service = {
	.name = "grades", .role = "lyceum_grades",
	.routes = routes, .n = NITEMS(routes),
};
