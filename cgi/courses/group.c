/* Groups of students, and many students at once. */
#include "core.h"
#include <jansson.h>
#include "courses.h"
#include "db.h"
#include "gen/academics.h"
#include "inputs3.h"
#include "rows.h"
#include "text.h"
#include "work.h"

#define MEMBERS_MAX	5000u	/* students of one request */
#define WORD_MAX	50u	/* characters of a student's number */

#define GROUP_FIELDS(needed)						\
	FIELD(struct group_in, name, .label = "Name", .min = 1,		\
	    .max = 100, .pattern = "^[^\n\r\t]*$",			\
	    .hint = "must be one line", .example = "Biology A",		\
	    .flags = needed),						\
	FIELD(struct group_in, description, .label = "Description",	\
	    .max = 2000)

SHAPE(group_shape, struct group_in, GROUP_FIELDS(F_REQUIRED));
SHAPE(group_change_shape, struct group_in, GROUP_FIELDS(0),
	FIELD(struct group_in, is_active, .label = "In use"));

SHAPE(member_shape, struct member_in,
	FIELD(struct member_in, student_id, .label = "Student",
	    .doc = "This or the number"),
	FIELD(struct member_in, student_number, .label = "Student number",
	    .max = WORD_MAX));

SHAPE(members_shape, struct members_in,
	FIELD(struct members_in, students, .label = "Students",
	    .example = "[\"202600101\",\"202600102\"]",
	    .doc = "Numbers or ids of students, at most 5,000"),
	FIELD(struct members_in, text, .label = "Students", .max = 400000,
	    .flags = F_FORM));

/* ---- Many at once */

static void
decref(void *json)
{
	json_decref(json);
}

/* Where each word stood: lines of a box, or places in an array. */
struct words {
	json_t		*list;
	unsigned	*lines;
	size_t		 n;
};

/* "students.2" of the API, the box of a form. */
static void
word_fault(struct req *r, const struct words *w, size_t i, const char *what,
    const char *word)
{
	const char *field = r->api ?
	    arena_printf(r->arena, "students.%u", w->lines[i] - 1) :
	    "text";

	req_fault(r, field, "line %u%s%s%s", w->lines[i], what, word,
	    *word == '\0' ? "" : "\"");
}

static void
word_add(struct req *r, struct words *w, const char *s, size_t n, unsigned line)
{
	static const char blank[] = " \t\r";

	while (n > 0 && strchr(blank, *s) != NULL) {
		s++;
		n--;
	}
	while (n > 0 && strchr(blank, s[n - 1]) != NULL)
		n--;
	if (n == 0 || w->n > MEMBERS_MAX)
		return;
	json_array_append_new(w->list, json_stringn(s, n));
	w->lines[w->n++] = line;
	if (text_chars(arena_strndup(r->arena, s, n)) > WORD_MAX)
		word_fault(r, w, w->n - 1, " is too long for a number", "");
}

/* The box: one a line, or with commas or semicolons between them. */
static void
read_box(struct req *r, struct words *w, const char *text)
{
	unsigned line = 1;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n,;");

		word_add(r, w, text, n, line);
		line += text[n] == '\n';
		text += n + (text[n] != '\0');
	}
}

static void
read_array(struct req *r, struct words *w, json_t *array)
{
	json_t *v;
	size_t i;

	if (!json_is_array(array)) {
		req_fault(r, "students", "must be a list");
		return;
	}
	json_array_foreach(array, i, v) {
		const char *s = json_string_value(v);

		if (s == NULL || s[strspn(s, " \t\r\n")] == '\0' ||
		    text_has_control(s))
			req_fault(r, arena_printf(r->arena, "students.%zu", i),
			    "must be the number or the id of a student");
		else
			word_add(r, w, s, strlen(s), (unsigned)i + 1);
	}
}

static void
read_words(struct req *r, struct words *w)
{
	const struct members_in *in = r->in.base;
	const char *field = r->api ? "students" : "text";

	w->list = json_array();
	w->lines = arena_alloc(r->arena, (MEMBERS_MAX + 1) * sizeof(*w->lines));
	arena_defer(r->arena, decref, w->list);
	if (r->api && in->students != NULL)
		read_array(r, w, in->students);
	else if (!r->api && in->text != NULL)
		read_box(r, w, in->text);
	if (w->n > MEMBERS_MAX)
		req_fault(r, field, "must be at most %u students", MEMBERS_MAX);
	else if (w->n == 0 && r->err == OK)
		req_fault(r, field, "is required");
	input_give(&r->in, "students", w->list);
}

/* A row without a word says that all are known. */
static void
name_unknown(struct req *r, const struct words *w, const struct rows *rs)
{
	for (int i = 0; i < rows_count(rs); i++) {
		int64_t n = rows_int(rs, i, "line");

		if (rows_get(rs, i, "word") != NULL && n > 0 &&
		    (size_t)n <= w->n)
			word_fault(r, w, (size_t)n - 1,
			    ": there is no active student \"",
			    rows_get(rs, i, "word"));
	}
}

static void
say_added(struct req *r, const struct rows *rs)
{
	const char *all = rows_get(rs, 0, "students");
	const char *added = rows_get(rs, 0, "added");

	if (r->api)
		buf_printf(&r->out, "{\"id\":\"%s\",\"students\":%s,"
		    "\"added\":%s}", rows_get(rs, 0, "id"), all, added);
	r->flash = strcmp(added, all) == 0 ? "They are in the group." :
	    arena_printf(r->arena, "They are in the group: %s of %s are new.",
	    added, all);
}

enum err
group_members_add(struct req *r)
{
	const struct query *q = &q_group_members_add;
	struct words w = { 0 };
	struct rows *rs;

	read_words(r, &w);
	if (r->err != OK)
		return r->err;
	rs = db_rows(r, q, req_bind(r, q));
	if (rows_count(rs) == 0)
		work_missing(r);
	name_unknown(r, &w, rs);
	if (r->err == OK)
		say_added(r, rs);
	return r->err;
}
