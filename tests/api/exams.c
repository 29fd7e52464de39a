#include "core.h"
#include "api/exams.h"

const char *
exam_path(const char *exam, const char *rest)
{
	return api_format("/exams/%s%s", exam, rest);
}

const char *
exam_body(const char *course, const char *extra)
{
	json_t *more = json_loads(extra, 0, NULL), *o = json_pack(
	    "{ss ss si ss}", "course_id", course, "title", api_format(
	    "Exam %u", unique()), "max_score", 100, "weight", "0.5");
	const char *body;
	char *text;

	if (o == NULL || more == NULL || json_object_update(o, more) != 0)
		abort();
	text = json_dumps(o, JSON_COMPACT);
	body = api_format("%s", text);
	free(text);
	json_decref(more);
	json_decref(o);
	return body;
}

struct reply *
exam_post(const char *token, const char *exam, const char *step,
    const char *body)
{
	return api_send(token, "POST", api_format("/exams/%s/%s", exam, step),
	    body);
}

struct reply *
exam_marks(const char *token, const char *exam, const char *list)
{
	return api_send(token, "PUT", exam_path(exam, "/results"), api_format(
	    "{\"results\":%s}", list));
}

struct reply *
exam_moderated(const char *token, const char *exam)
{
	return exam_post(token, exam, "moderate",
	    "{\"reason\":\"Read twice.\"}");
}

long
exam_marked(const char *exam)
{
	return strtol(psql(api_format("select count(*) from grading."
	    "exam_results where exam_id = '%s' and state <> 'pending'", exam)),
	    NULL, 10);
}

struct sitting
sitting_made(size_t n, const char *extra)
{
	struct sitting s = { .teacher = made_person("teacher"), .n = n };
	struct reply *r;

	s.course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    s.teacher.id));
	for (size_t i = 0; i < n; i++) {
		s.student[i] = made_person("student");
		s.seat[i] = seat_made(s.course, s.student[i].id);
	}
	r = api_send(s.teacher.token, "POST", "/exams", exam_body(s.course,
	    extra));
	T_STATUS(r, 201);
	s.exam = reply_text(r, "id");
	return s;
}

struct sitting
sitting_marked(const char *scores)
{
	json_t *list = json_loads(scores, 0, NULL), *v;
	struct sitting s = sitting_made(json_array_size(list), "{}");
	const char *body = "[", *sep = "";
	size_t i;

	json_array_foreach(list, i, v) {
		body = api_format("%s%s{\"student_id\":\"%s\",\"score\":%.10g}",
		    body, sep, s.student[i].id, json_number_value(v));
		sep = ",";
	}
	json_decref(list);
	T_STATUS(exam_post(s.teacher.token, s.exam, "candidates", "{}"), 200);
	T_STATUS(exam_marks(s.teacher.token, s.exam, api_format("%s]", body)),
	    200);
	return s;
}
