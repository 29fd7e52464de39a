/*
 * seed_catalogue.h - what is taught: 25 departments with 8 subjects each.
 *
 * The first six of a department are open to everybody; the seventh requires
 * the first, the eighth the second.  The first department is the one of the
 * demo's own teacher and student.
 */
#ifndef SEED_CATALOGUE_H
#define SEED_CATALOGUE_H

#define DEPT_SUBJECTS	8
#define DEPT_OPEN	6	/* without prerequisites */

struct entry {
	int		 number, credits;
	const char	*title, *description;
};

struct department {
	const char	*prefix, *name, *homework;
	struct entry	 entry[DEPT_SUBJECTS];
};

#define DEPTS_SCIENCE	9
#define DEPTS_APPLIED	8
#define DEPTS_ARTS	8
#define DEPTS		(DEPTS_SCIENCE + DEPTS_APPLIED + DEPTS_ARTS)

extern const struct department seed_science[DEPTS_SCIENCE];
extern const struct department seed_applied[DEPTS_APPLIED];
extern const struct department seed_arts[DEPTS_ARTS];

#endif
