#include "core.h"
#include "arena.h"
#include "import.h"
#include "num.h"
#include "req.h"
#include "text.h"

#define COMMENT_MAX	4000u	/* characters */

#define wrong(m, said, c, ...)						\
	import_fault((m), &(m)->errors, (c)->line,			\
	    import_column_of((said), (c)), __VA_ARGS__)

unsigned
import_column_of(const struct import_said *said, const struct csv_cell *c)
{
	return c == NULL ? 0 : (unsigned)(c - said->row->cells) + 1;
}

/* Hundredths from "87.5", with a comma where that is a decimal one. */
static bool
hundredths(struct import *m, const struct csv_cell *c, int64_t *out)
{
	size_t n = c->n > 1 ? c->n - 1 : c->n;
	char *s = arena_strndup(m->r->arena, c->s, c->n), *comma;

	comma = m->csv.separator == ',' ? NULL : memchr(s, ',', c->n);
	if (comma != NULL)
		*comma = '.';
	if (s[n] != '.')	/* "87." is a number to many programs */
		n = c->n;
	if (!total_units(s, n, out) || *out % HUNDREDTH != 0)
		return false;
	*out /= HUNDREDTH;
	return true;
}

static const char *
most(struct import *m, const struct book_assignment *a)
{
	char text[TOTAL_SIZE];

	return total_text(a->max, text) ? arena_strdup(m->r->arena, text) :
	    "nothing";
}

static bool
read_score(struct import *m, const struct import_said *said, size_t assignment,
    struct book_grade *g)
{
	const struct book_assignment *a = &m->book.assignments[assignment];
	const struct csv_cell *c = said->score;
	int64_t v;

	if (import_is(c, "excused") || import_is(c, "missing")) {
		g->state = import_is(c, "excused") ? "excused" : "missing";
		g->score = import_is(c, "excused") ? -1 : 0;
		return true;
	}
	if (!hundredths(m, c, &v)) {
		wrong(m, said, c, "\"%s\" is no score: a number "
		    "from 0 to %s with two decimals at most, excused or "
		    "missing.",
		    import_shown(m, c), most(m, a));
		return false;
	}
	if (v > a->max) {
		wrong(m, said, c, "%s is more than %s, the "
		    "maximum.",
		    import_shown(m, c), most(m, a));
		return false;
	}
	g->score = v;
	g->state = "graded";
	return true;
}

static bool
read_state(struct import *m, const struct import_said *said,
    struct book_grade *g)
{
	const struct csv_cell *c = said->state;
	bool excused = import_is(c, "excused");
	bool missing = import_is(c, "missing");

	if (!excused && !missing && !import_is(c, "graded"))
		wrong(m, said, c, "\"%s\" is no state: graded, missing or "
		    "excused.",
		    import_shown(m, c));
	else if (excused && said->score != NULL && g->score >= 0)
		wrong(m, said, c, "An excused grade has no score.");
	else if (missing && g->score > 0 && said->score != NULL)
		wrong(m, said, c, "A missing one has no score but 0.");
	else if (!excused && !missing && g->score < 0)
		wrong(m, said, c, "The score is missing.");
	else {
		g->state = excused ? "excused" : missing ? "missing" :
		    "graded";
		g->score = excused ? -1 : missing ? 0 :
						    g->score;
		return true;
	}
	return false;
}

static bool
read_days(struct import *m, const struct import_said *said,
    struct book_grade *g)
{
	const struct csv_cell *c = said->days;
	char text[8] = "";

	if (c->n < sizeof(text))
		memcpy(text, c->s, c->n);
	if (num_read(text, 0, 365, &g->days_late))
		return true;
	wrong(m, said, c, "\"%s\" is no number of days from 0 to 365.",
	    import_shown(m, c));
	return false;
}

static bool
read_comments(struct import *m, const struct import_said *said,
    struct book_grade *g)
{
	const struct csv_cell *c = said->comments;

	g->comments = arena_strndup(m->r->arena, c->s, c->n);
	if (text_chars(g->comments) <= COMMENT_MAX)
		return true;
	wrong(m, said, c, "A comment has at most %u characters.",
	    COMMENT_MAX);
	return false;
}

bool
import_grade(struct import *m, const struct import_said *said,
    size_t assignment,
    struct book_grade *g)
{
	if (said->score != NULL && !read_score(m, said, assignment, g))
		return false;
	if (said->state != NULL && !read_state(m, said, g))
		return false;
	if (said->days != NULL && !read_days(m, said, g))
		return false;
	if (said->comments != NULL && !read_comments(m, said, g))
		return false;
	if (g->version > 0 || said->score != NULL || said->state != NULL)
		return true;
	import_fault(m, &m->errors, said->row->line, 0,
	    "There is no grade yet, and no score here.");
	return false;
}
