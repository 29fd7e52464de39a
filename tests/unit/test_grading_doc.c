/*
 * The worked examples of docs/grading.md are true: read from the page, computed
 * by the engine and by the reference.
 */
#include "core.h"
#include "arena.h"
#include "total.h"
#include "unit/suite.h"
#include "unit/total_reference.h"

#define WORDS_MAX	12u
#define ROWS_MAX	16u
#define FENCE		"```example\n"

/* One example, and what it says comes out. */
struct example {
	struct total_category	 categories[ROWS_MAX];
	struct total_assignment	 assignments[ROWS_MAX];
	struct total_mark	 marks[ROWS_MAX];
	char			 names[ROWS_MAX][24];
	char			 scores[ROWS_MAX][24], total[24];
	bool			 dropped[ROWS_MAX];
	struct total_rules	 rules;
};

static char *page;

static int64_t
units(const char *s)
{
	int64_t v = 0;

	if (!total_units(s, strlen(s), &v)) {
		fprintf(stderr, "\n  \"%s\" is no number\n", s);
		CU_FAIL("a word is no number");
	}
	return v;
}

static int
category_of(const struct example *e, const char *name)
{
	for (size_t i = 0; i < e->rules.ncategories; i++)
		if (strcmp(e->names[i], name) == 0)
			return (int)i;
	return -1;
}

static void
read_category(struct example *e, char **w, size_t n)
{
	size_t i = e->rules.ncategories++;

	snprintf(e->names[i], sizeof(e->names[i]), "%s", w[1]);
	e->categories[i].weight = units(w[2]);
	for (size_t k = 3; k < n; k++) {
		if (strcmp(w[k], "extra") == 0)
			e->categories[i].is_extra = true;
		else if (strcmp(w[k], "drop") == 0 && k + 1 < n)
			e->categories[i].drop = (int)strtol(w[++k], NULL, 10);
		else
			CU_FAIL("a category has a strange word");
	}
}

static void
read_mark(struct total_mark *m, const char *s)
{
	m->state = strcmp(s, "missing") == 0 ? TOTAL_MISSING :
	    strcmp(s, "excused") == 0 ? TOTAL_EXCUSED :
	    strcmp(s, "ungraded") == 0 ? TOTAL_UNGRADED : TOTAL_GRADED;
	if (m->state == TOTAL_GRADED)
		m->score = units(s);
}

/* work CATEGORY SCORE of MAXIMUM ... */
static void
read_work(struct example *e, char **w, size_t n)
{
	size_t i = e->rules.nassignments++;
	struct total_assignment *a = &e->assignments[i];

	a->category = category_of(e, w[1]);
	a->weight = TOTAL_UNIT;
	a->max = units(w[4]);
	read_mark(&e->marks[i], w[2]);
	for (size_t k = 5; k < n; k++) {
		if (strcmp(w[k], "extra") == 0)
			a->is_extra = true;
		else if (strcmp(w[k], "dropped") == 0)
			e->dropped[i] = true;
		else if (strcmp(w[k], "late") == 0 && k + 3 < n) {
			e->marks[i].days_late = (int)strtol(w[++k], NULL, 10);
			a->late_per_day = units(w[++k]);
			a->late_max = units(w[++k]);
		} else if (k + 1 < n) {
			a->curve = strcmp(w[k], "add") == 0 ?
			    TOTAL_CURVE_ADD : TOTAL_CURVE_BEST;
			a->curve_value = units(w[++k]);
		} else
			CU_FAIL("a work has a strange word");
	}
}

static void
read_line(struct example *e, char *line)
{
	char *w[WORDS_MAX], *word;
	size_t n = 0;

	while ((word = strsep(&line, " ")) != NULL)
		if (*word != '\0' && n < WORDS_MAX)
			w[n++] = word;
	if (n >= 5 && strcmp(w[0], "work") == 0)
		read_work(e, w, n);
	else if (n >= 3 && strcmp(w[0], "category") == 0)
		read_category(e, w, n);
	else if (n == 3 && strcmp(w[0], "course") == 0)
		e->rules.by_points = strcmp(w[2], "points") == 0;
	else if (n == 3 && strcmp(w[0], "score") == 0 &&
	    category_of(e, w[1]) >= 0)
		snprintf(e->scores[category_of(e, w[1])], 24, "%s", w[2]);
	else if (n == 2 && strcmp(w[0], "total") == 0)
		snprintf(e->total, sizeof(e->total), "%s", w[1]);
	else
		CU_FAIL("a line of an example cannot be read");
}

/* ---- Computed */

static void
is_said(int64_t shown, const char *said)
{
	char text[TOTAL_SIZE] = "-";

	if (*said == '\0')
		return;
	total_text(shown, text);
	if (strcmp(text, said) != 0)
		fprintf(stderr, "\n  %s, not %s\n", text, said);
	T_SAME(text, said);
}

static void
compute(struct example *e)
{
	int64_t scores[ROWS_MAX] = { 0 }, total;
	bool dropped[ROWS_MAX] = { false };
	struct arena arena = { 0 };
	struct total_plan *plan;
	struct total t;

	e->rules.categories = e->categories;
	e->rules.assignments = e->assignments;
	plan = total_plan(&arena, &e->rules);
	total_init(&t, plan, &arena);
	total_of(plan, e->marks, &t);
	total = reference_total(&e->rules, e->marks, scores, dropped);
	is_said(t.shown, e->total);
	is_said(total, e->total);
	T_TRUE(e->total[0] != '\0');
	for (size_t i = 0; i < e->rules.ncategories; i++) {
		is_said(t.categories[i], e->scores[i]);
		is_said(scores[i], e->scores[i]);
	}
	for (size_t i = 0; i < e->rules.nassignments; i++) {
		T_EQ(t.dropped[i], e->dropped[i]);
		T_EQ(dropped[i], e->dropped[i]);
	}
	arena_free(&arena);
}

static void
examples(void)
{
	char *at = page;
	int n = 0;

	while ((at = strstr(at, FENCE)) != NULL) {
		struct example e = { .total = "" };
		char *line;

		at += strlen(FENCE);
		while ((line = strsep(&at, "\n")) != NULL &&
		    strncmp(line, "```", 3) != 0)
			read_line(&e, line);
		compute(&e);
		n++;
	}
	T_EQ(n, 11);
}

/* The page, in the folder of the source or beside it. */
static char *
read_page(void)
{
	const char *dir = getenv("srcdir");
	char path[4096];
	size_t n = 0, cap = 65536;
	char *text = calloc(1, cap);
	FILE *f;

	snprintf(path, sizeof(path), "%s/docs/grading.md",
	    dir == NULL ? "." : dir);
	f = fopen(path, "re");
	if (f != NULL && text != NULL) {
		n = fread(text, 1, cap - 1, f);
		fclose(f);
	}
	if (n == 0) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	return text;
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "examples", examples },
		CU_TEST_INFO_NULL,
	};
	int status;

	page = read_page();
	status = suite_run("grading_doc", tests);
	free(page);
	return status;
}
