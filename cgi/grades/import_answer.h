/* import_answer.h - what a file would do, said in JSON. */
#ifndef IMPORT_ANSWER_H
#define IMPORT_ANSWER_H

struct buf;
struct import;

/* cells is how many changes are said at most. */
void	import_answer(const struct import *, const char *digest, size_t cells,
	    struct buf *);
/* ,"faults":n,"errors":[...],"warnings":[...] */
void	import_answer_faults(const struct import *, struct buf *);
/* What grading.import() takes, of n changes. */
void	import_changes(const struct import *, size_t from, size_t n,
	    struct buf *);

#endif
