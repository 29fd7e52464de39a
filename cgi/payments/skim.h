/*
 * skim.h - the members of a JSON object, where they stand in its text.
 *
 * For what is kept as it came and of which little is asked: all of it is
 * looked at once, so that what is no JSON is known, and nothing is built.
 */
#ifndef SKIM_H
#define SKIM_H

#define SKIM_DEPTH 200

struct skim {
	const char *name; /* asked for */
	const char *at;   /* its value; NULL: there is none */
	size_t n;
};

/* False: it is not one object, and nothing else. */
bool skim_object(const char *, size_t, struct skim *, size_t) MUST_CHECK;

#endif
