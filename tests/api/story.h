/*
 * story.h - what Stripe tells of a story: an event for each step, with the
 * object as it was then.  Names begin with the tag, so that many stories of
 * the same steps stand beside one another.
 */
#ifndef API_STORY_H
#define API_STORY_H

#include "api/history_reference.h"

struct told {
	char	id[80], type[48], body[1300];
};

/* One event for each step; payment goes into the intent's metadata. */
void	story_tell(const struct story *, const char *tag,
	    const char *payment, struct told *);
const char *story_intent(const char *tag);	/* its name at Stripe */

/* A story that can be, other ones for other seeds. */
void	story_make(struct story *, unsigned *seed);
/* What came of it, as one line. */
void	books_line(const struct books *, char *, unsigned long size);

#endif
