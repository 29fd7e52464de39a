/*
 * enrollment.h - one student's report of a course: rules, marks, and what they
 * come to.  The page, its derivation, "what if" and a final grade read it.
 */
#ifndef ENROLLMENT_H
#define ENROLLMENT_H

#include "marks.h"

struct req;
struct rows;

struct report {
	struct rows		*head, *items, *categories, *steps;
	struct total_plan	*plan;
	struct total_mark	*marks;		/* of items; may be changed */
	size_t			 n;
	struct scale		 scale;
	bool			 what_if;
	/* Of a form of items: what its boxes say, and what is wrong there. */
	const char		**typed, **faults;
};

/* False, and the request failed: not there, or not the caller's to see. */
bool	report_read(struct req *, struct report *);
/* The whole answer. */
void	report_answer(struct req *, const struct report *);
/* "enrollment_id" to "final_version", without braces; names the page. */
void	report_head(struct req *, const struct report *, int64_t shown);
int64_t	report_total(struct req *, const struct report *);

#endif
