/*
 * marks.h - what an enrollment comes to, beside other questions: two steps
 * that go into the same round trip.
 */
#ifndef MARKS_H
#define MARKS_H

#include "markrows.h"

struct db_step;
struct req;

#define MARKS_STEPS	2u	/* that marks_ask() makes */

void	marks_ask(struct req *, const char *enrollment_id, struct db_step *);
int64_t	marks_total(struct req *, const struct db_step *);

#endif
