/*
 * index.h - from a text to the row it stands in.
 *
 * Made for as many texts as it is told at the start; the texts stay where
 * they are, and the slots are the arena's.
 */
#ifndef INDEX_H
#define INDEX_H

struct arena;
struct index_slot;

struct index {
	struct index_slot	*slots;
	size_t			 mask;
};

void	index_init(struct index *, struct arena *, size_t n);
/* The first of two equal texts stays. */
void	index_put(struct index *, const char *, size_t, int row);
int	index_get(const struct index *, const char *, size_t);	/* or -1 */

#endif
