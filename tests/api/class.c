#include "core.h"
#include "api/api.h"
#include "api/class.h"

struct class
class_made(void)
{
	struct class c = { .teacher = made_person("teacher"),
	    .student = made_person("student") };

	c.course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    c.teacher.id));
	c.enrollment = seat_made(c.course, c.student.id);
	c.assignment = assignment_made(&c, "{}");
	return c;
}

/* What is needed, and the members of extra instead or besides. */
static const char *
with(json_t *o, const char *extra)
{
	json_t *more = json_loads(extra, 0, NULL);
	char *text;
	const char *kept;

	if (o == NULL || more == NULL || json_object_update(o, more) != 0)
		abort();
	text = json_dumps(o, JSON_COMPACT);
	kept = api_format("%s", text);
	free(text);
	json_decref(more);
	json_decref(o);
	return kept;
}

static const char *
made(struct reply *r)
{
	T_STATUS(r, 201);
	return reply_text(r, "id");
}

struct reply *
assignment_try(const struct class *c, const char *body)
{
	return api_send(c->teacher.token, "POST", api_format(
	    "/grades/course/%s/assignments", c->course), with(json_pack(
	    "{ss ss si si}", "name", api_format("Work %u", unique()), "type",
	    "homework", "max_score", 100, "weight", 1), body));
}

const char *
assignment_made(const struct class *c, const char *body)
{
	return made(assignment_try(c, body));
}

const char *
category_made(const struct class *c, const char *body)
{
	return made(api_send(c->teacher.token, "POST", api_format(
	    "/grades/course/%s/categories", c->course), with(json_pack(
	    "{ss ss}", "name", api_format("Category %u", unique()), "weight",
	    "0.5"), body)));
}

struct reply *
grade_try(const struct class *c, const char *body)
{
	return api_send(c->teacher.token, "POST", "/grades", with(json_pack(
	    "{ss ss}", "enrollment_id", c->enrollment, "assignment_id",
	    c->assignment), body));
}

const char *
grade_made(const struct class *c, const char *body)
{
	return made(grade_try(c, body));
}

struct reply *
grade_put(const struct class *c, const char *id, const char *body)
{
	return api_send(c->teacher.token, "PUT", api_format("/grades/%s", id),
	    body);
}

struct reply *
grade_undo(const char *token, const char *id, const char *body)
{
	return api_send(token, "POST", api_format("/grades/%s/undo", id),
	    body);
}

void
teacher_gone(const struct class *c)
{
	T_STATUS(api_send(api_token("admin"), "PUT", api_format("/courses/%s",
	    c->course), api_format("{\"teacher_id\":\"%s\"}",
	    made_person("teacher").id)), 200);
}
