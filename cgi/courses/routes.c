#include "core.h"
#include "courses.h"
#include "db.h"
#include "gen/academics.h"
#include "health.h"
#include "inputs.h"

/* clang-format off */
static const struct route routes[] = {
	/* ---- Home */
	{ M_GET, "/", dashboard, .may = "self", .page = "courses/dashboard", .title = "Home",
	  .flags = R_NO_API, .summary = "Home, by role" },
	{ M_GET, "/dashboard", dashboard, .may = "self", .page = "courses/dashboard", .title = "Home",
	  .summary = "What concerns the caller today" },

	/* ---- Schools */
	{ M_GET, "/schools", .query = &q_schools, .may = "schools.read", .summary = "Schools that the caller sees: the own one" },
	{ M_GET, "/schools/{id}", .query = &q_school_get, .may = "schools.read", .summary = "One school" },
	{ M_GET, "/school", .query = &q_school, .may = "self", .summary = "The caller's own school and its current term" },
	{ M_GET, "/school/terms", .query = &q_terms, .may = "self", .summary = "Terms of the school, the newest first" },

	/* ---- Subjects */
	{ M_GET, "/subjects", .query = &q_subjects, .in = &search_shape, .may = "subjects.read",
	  .page = "courses/subjects", .title = "Subjects", .summary = "Subjects, by code" },
	{ M_POST, "/subjects", .query = &q_subject_create, .in = &subject_shape, .may = "subjects.create", .status = 201,
	  .form = "/subjects", .then = "/subjects/{id}", .flash = "{code} was added.",
	  .fails = { ERR_SUBJECT_CODE_TAKEN }, .summary = "Create a subject" },
	{ M_GET, "/subjects/{id}", .query = &q_subject_get, .may = "subjects.read",
	  .page = "courses/subject", .title = "{code} {title}",
	  .with = { { "courses", &q_subject_courses }, { "prerequisites", &q_subject_prerequisites },
		    { "teachers", &q_subject_teachers } },
	  .summary = "One subject" },
	{ M_PUT, "/subjects/{id}", .query = &q_subject_update, .current = &q_subject_get, .in = &subject_change_shape,
	  .may = "subjects.update", .form = "/subjects/{id}", .then = "/subjects/{id}", .flash = "Saved.",
	  .fails = { ERR_SUBJECT_CODE_TAKEN }, .summary = "Change a subject" },
	{ M_DELETE, "/subjects/{id}", .query = &q_subject_retire, .may = "subjects.delete",
	  .then = "/subjects", .flash = "The subject is offered no more.", .summary = "Retire a subject" },
	{ M_GET, "/subjects/{id}/teachers", .of = &q_subject_get, .query = &q_subject_teachers, .may = "subjects.read", .summary = "Who can teach a subject" },
	{ M_POST, "/subjects/{id}/teachers", .query = &q_subject_teacher_add, .in = &teacher_shape, .may = "subjects.update",
	  .status = 201, .form = "/subjects/{id}", .then = "/subjects/{id}", .summary = "Add a teacher to a subject" },
	{ M_DELETE, "/subjects/{id}/teachers/{teacher_id}", .query = &q_subject_teacher_remove, .may = "subjects.update",
	  .then = "/subjects/{id}", .summary = "Take a teacher off a subject" },
	{ M_GET, "/subjects/{id}/prerequisites", .of = &q_subject_get, .query = &q_subject_prerequisites, .may = "subjects.read",
	  .summary = "What a subject requires" },
	{ M_POST, "/subjects/{id}/prerequisites", .query = &q_subject_prerequisite_add, .in = &requires_shape,
	  .may = "subjects.update", .status = 201, .form = "/subjects/{id}", .then = "/subjects/{id}",
	  .fails = { ERR_CONFLICT }, .summary = "Require another subject first" },
	{ M_DELETE, "/subjects/{id}/prerequisites/{requires_id}", .query = &q_subject_prerequisite_remove,
	  .may = "subjects.update", .then = "/subjects/{id}", .summary = "Require a subject no more" },

	/* ---- Courses */
	{ M_GET, "/courses", catalogue, .query = &q_courses_any, .in = &catalogue_shape, .may = "courses.read",
	  .page = "courses/courses", .title = "Courses",
	  .with = { { "years", &q_years } },
	  .summary = "Courses, filtered and searched" },
	{ M_GET, "/courses/new", .may = "courses.create", .page = "courses/course_new", .title = "New course",
	  .with = { { "subjects", &q_subject_options }, { "teachers", &q_teacher_options } },
	  .flags = R_NO_API, .summary = "The form of a new course" },
	{ M_POST, "/courses", course_write, .in = &course_shape, .may = "courses.create", .status = 201,
	  .form = "/courses/new", .then = "/courses/{id}", .flash = "{code} was created.",
	  .fails = { ERR_CODE_TAKEN, ERR_TEACHER_CONFLICT, ERR_ROOM_CONFLICT }, .summary = "Create a course" },
	{ M_POST, "/courses/validate-schedule", schedule_check, .in = &schedule_shape, .may = "self",
	  .flags = R_NO_AUDIT, .summary = "Name the conflicts of a schedule, one by one" },
	{ M_GET, "/courses/{id}", .query = &q_course_get, .may = "courses.read", .cached = "people course:{id}", .ttl = 60,
	  .page = "courses/course", .title = "{code} {name}",
	  .with = { { "_more", &q_course_more }, { "enrollment", &q_course_enrollment },
		    { "meetings", &q_course_meetings }, { "prerequisites", &q_course_prerequisites },
		    { "teachers", &q_course_teachers } },
	  .summary = "One course" },
	{ M_GET, "/courses/{id}/edit", course_form, .may = "courses.update", .page = "courses/course_edit", .title = "Edit {code}",
	  .with = { { "subjects", &q_subject_options }, { "teachers", &q_teacher_options } },
	  .flags = R_NO_API, .summary = "The form of a course" },
	{ M_PUT, "/courses/{id}", course_write, .current = &q_course_get, .in = &course_change_shape, .may = "courses.update",
	  .touches = "course:{id}", .form = "/courses/{id}/edit", .then = "/courses/{id}", .flash = "Saved.",
	  .fails = { ERR_CODE_TAKEN, ERR_TEACHER_CONFLICT, ERR_ROOM_CONFLICT, ERR_TIME_CONFLICT,
		     ERR_CAPACITY_BELOW_ENROLLED, ERR_FORBIDDEN },
	  .summary = "Change a course" },
	{ M_DELETE, "/courses/{id}", .query = &q_course_deactivate, .may = "courses.delete",
	  .touches = "course:{id}", .then = "/courses", .flash = "The course is offered no more.",
	  .summary = "Deactivate a course" },
	{ M_GET, "/courses/{id}/teachers", .of = &q_course_get, .query = &q_course_teachers, .may = "courses.read", .summary = "Who teaches a course" },
	{ M_POST, "/courses/{id}/teachers", .query = &q_course_teacher_add, .in = &teacher_shape, .may = "courses.create",
	  .status = 201, .then = "/courses/{id}", .fails = { ERR_TEACHER_CONFLICT }, .summary = "Add a teacher to a course" },
	{ M_DELETE, "/courses/{id}/teachers/{teacher_id}", .query = &q_course_teacher_remove, .may = "courses.create",
	  .then = "/courses/{id}", .summary = "Take a teacher off a course" },

	/* ---- Enrollments */
	{ M_GET, "/courses/{id}/enrollments", .of = &q_roster_head, .query = &q_roster, .may = "roster.read",
	  .page = "courses/roster", .title = "Roster", .with = { { "course", &q_roster_head } },
	  .summary = "The roster: who is enrolled, then the waitlist" },
	{ M_POST, "/courses/{id}/enroll", enroll, .query = &q_enroll, .in = &enroll_shape, .may = "enrollments.create", .status = 201,
	  .touches = "course:{id}", .form = "/courses/{id}", .then = "/courses/{id}",
	  .fails = { ERR_COURSE_FULL, ERR_COURSE_CLOSED, ERR_TIME_CONFLICT, ERR_ALREADY_ENROLLED, ERR_PREREQUISITE },
	  .summary = "Take a seat, or a place on the waitlist" },
	{ M_DELETE, "/courses/{id}/enroll/{enrollment_id}", drop, .query = &q_drop, .may = "enrollments.delete",
	  .touches = "course:{id}", .then = "/enrollments", .flash = "The seat was given back.",
	  .fails = { ERR_NOT_ENROLLED }, .summary = "Drop a course; the first in line gets the seat" },
	{ M_GET, "/enrollments", enrollments, .query = &q_enrollments, .in = &enrollments_shape, .may = "enrollments.read",
	  .page = "courses/enrollments", .title = "My courses", .summary = "Enrollments that the caller may see" },
	{ M_GET, "/enrollments/{id}", .query = &q_enrollment_get, .may = "enrollments.read", .summary = "One enrollment" },
	{ M_GET, "/users/{id}/enrollments", .of = &q_person_about, .query = &q_user_enrollments, .in = &enrollments_shape, .may = "enrollments.read",
	  .page = "courses/enrollments", .title = "Courses", .summary = "Enrollments of one person" },
	{ M_GET, "/students/{id}/subjects", .of = &q_person_about, .query = &q_user_enrollments, .in = &enrollments_shape, .may = "enrollments.read",
	  .summary = "What a student takes and took" },

	/* ---- Timetables */
	{ M_GET, "/timetable", timetable, .in = &term_shape, .may = "self", .page = "courses/timetable", .title = "Timetable",
	  .summary = "The caller's week" },
	{ M_GET, "/users/{id}/timetable", timetable, .in = &term_shape, .may = "enrollments.read",
	  .page = "courses/timetable", .title = "Timetable", .summary = "The week of a student or teacher" },

	HEALTH_ROUTES("/courses"),
};
/* clang-format on */

const struct service courses_service = {
	.name = "courses", .role = "lyceum_courses",
	.routes = routes, .n = NITEMS(routes),
};
