#include "core.h"

#include <academics.pb-c.h>

#include "gen/academics.h"
#include "grpc.h"
#include "messages.h"
#include "req.h"
#include "rows.h"

#define GROUPS_MAX	1024u

/* The row of an object; without one there is no such object. */
static struct rows *
found(struct req *r, const struct query *q, const char *const *params,
    const char *what)
{
	struct rows *rs = r->err == OK ? grpc_rows(r, q, params) : NULL;

	if (r->err == OK && rows_count(rs) == 0)
		grpc_fail(r, GRPC_NOT_FOUND, ERR_NOT_FOUND,
		    "There is no such %s.", what);
	return r->err == OK ? rs : NULL;
}

/* What is known of somebody, or of a room, and a session. */
static const struct rows *
of_session(struct req *r, const struct query *query, const char *field,
    const char *id, const char *session)
{
	const char *p[3] = { NULL };

	p[0] = grpc_uuid(r, field, id);
	p[1] = grpc_uuid(r, "course_id", session);
	return found(r, query, p, "session");
}

enum err
grpc_get_course(struct req *r)
{
	const Academics__Api__V1__GetCourseRequest *q = grpc_read(r,
	    &academics__api__v1__get_course_request__descriptor);
	Academics__Api__V1__GetCourseResponse out =
	    ACADEMICS__API__V1__GET_COURSE_RESPONSE__INIT;
	Academics__Api__V1__Course c = ACADEMICS__API__V1__COURSE__INIT;
	Google__Protobuf__Timestamp start = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
	Google__Protobuf__Timestamp end = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
	const char *p[] = { q == NULL ? NULL : grpc_uuid(r, "course_id",
	    q->course_id), NULL };
	const struct rows *rs = found(r, &q_grpc_session, p, "session");

	if (rs == NULL)
		return r->err;
	c.id = grpc_text(rs, "id");
	c.school_id = grpc_text(rs, "school_id");
	c.name = grpc_text(rs, "name");
	start.seconds = rows_int(rs, 0, "starts_s");
	start.nanos = (int32_t)rows_int(rs, 0, "starts_n");
	end.seconds = rows_int(rs, 0, "ends_s");
	end.nanos = (int32_t)rows_int(rs, 0, "ends_n");
	c.start_at = &start;
	c.end_at = &end;
	c.is_online = rows_is(rs, 0, "is_online");
	c.signature_closing_delay_minutes = (int32_t)rows_int(rs, 0,
	    "closing_delay_minutes");
	c.signature_closed = rows_is(rs, 0, "signature_closed");
	out.course = &c;
	return grpc_reply(r, &out);
}

enum err
grpc_validate_teacher(struct req *r)
{
	const Academics__Api__V1__ValidateTeacherCourseRequest *q =
	    grpc_read(r,
	    &academics__api__v1__validate_teacher_course_request__descriptor);
	Academics__Api__V1__ValidateTeacherCourseResponse out =
	    ACADEMICS__API__V1__VALIDATE_TEACHER_COURSE_RESPONSE__INIT;

	if (q == NULL)
		return r->err;
	out.is_assigned = rows_is(of_session(r, &q_grpc_teacher,
	    "teacher_id", q->teacher_id, q->course_id), 0, "is_assigned");
	return grpc_reply(r, &out);
}

static size_t
read_groups(struct req *r, const struct rows *rs, char **ids)
{
	const char *s = grpc_text(rs, "group_ids");
	size_t n = 0;

	while (*s != '\0' && n < GROUPS_MAX) {
		size_t len = strcspn(s, " ");

		ids[n++] = arena_strndup(r->arena, s, len);
		s += len + (s[len] == ' ');
	}
	return n;
}

enum err
grpc_validate_student(struct req *r)
{
	const Academics__Api__V1__ValidateStudentCourseRequest *q =
	    grpc_read(r,
	    &academics__api__v1__validate_student_course_request__descriptor);
	Academics__Api__V1__ValidateStudentCourseResponse out =
	    ACADEMICS__API__V1__VALIDATE_STUDENT_COURSE_RESPONSE__INIT;
	char *groups[GROUPS_MAX];
	const struct rows *rs;

	if (q == NULL)
		return r->err;
	rs = of_session(r, &q_grpc_student, "student_id", q->student_id,
	    q->course_id);
	if (rs == NULL)
		return r->err;
	out.is_allowed = rows_is(rs, 0, "is_allowed");
	out.n_matched_group_ids = read_groups(r, rs, groups);
	out.matched_group_ids = groups;
	return grpc_reply(r, &out);
}

enum err
grpc_validate_classroom(struct req *r)
{
	const Academics__Api__V1__ValidateClassroomCourseRequest *q =
	    grpc_read(r,
	    &academics__api__v1__validate_classroom_course_request__descriptor);
	Academics__Api__V1__ValidateClassroomCourseResponse out =
	    ACADEMICS__API__V1__VALIDATE_CLASSROOM_COURSE_RESPONSE__INIT;

	if (q == NULL)
		return r->err;
	out.is_linked = rows_is(of_session(r, &q_grpc_classroom,
	    "classroom_id", q->classroom_id, q->course_id), 0, "is_linked");
	return grpc_reply(r, &out);
}

enum err
grpc_get_preferences(struct req *r)
{
	const Academics__Api__V1__GetSchoolPreferencesRequest *q =
	    grpc_read(r,
	    &academics__api__v1__get_school_preferences_request__descriptor);
	Academics__Api__V1__GetSchoolPreferencesResponse out =
	    ACADEMICS__API__V1__GET_SCHOOL_PREFERENCES_RESPONSE__INIT;
	Academics__Api__V1__SchoolPreferences s =
	    ACADEMICS__API__V1__SCHOOL_PREFERENCES__INIT;
	const char *p[] = { q == NULL ? NULL : grpc_uuid(r, "school_id",
	    q->school_id), NULL };
	const struct rows *rs = found(r, &q_grpc_preferences, p, "school");

	if (rs == NULL)
		return r->err;
	s.id = grpc_text(rs, "id");
	s.default_signature_closing_delay_minutes = (int32_t)rows_int(rs, 0,
	    "default_signature_delay_minutes");
	s.teacher_can_modify_closing_delay = rows_is(rs, 0,
	    "teacher_can_modify_delay");
	s.students_can_sign_before_teacher = rows_is(rs, 0,
	    "students_before_teacher");
	s.enable_flash = rows_is(rs, 0, "flash_enabled");
	s.disable_course_modification_from_ui = rows_is(rs, 0,
	    "ui_modification_disabled");
	s.enable_nfc = rows_is(rs, 0, "nfc_enabled");
	out.preferences = &s;
	return grpc_reply(r, &out);
}
