/*
 * buf.h - growable text in an arena.
 *
 * A buf that would pass its limit turns `broken` and ignores further writes:
 * check once, at the end.  The text belongs to the arena and is always
 * NUL-terminated once something was written; before that `s` is NULL.
 */
#ifndef BUF_H
#define BUF_H

struct arena;

struct buf {
	struct arena	*arena;
	char		*s;
	size_t		 n, cap, limit;
	bool		 broken;
};

void	buf_init(struct buf *, struct arena *, size_t limit);
bool	buf_room(struct buf *, size_t);	/* false: broken now */
void	buf_add_slow(struct buf *, const void *, size_t);
void	buf_puts(struct buf *, const char *);
void	buf_printf(struct buf *, const char *, ...) PRINTF(2, 3);
void	buf_int(struct buf *, int64_t);
void	buf_json(struct buf *, const char *);		/* quoted, escaped */
void	buf_jsonn(struct buf *, const char *, size_t);	/* the same, n bytes */
void	buf_html(struct buf *, const char *, size_t);	/* text or attribute */
void	buf_url(struct buf *, const char *);	/* percent-encoded, RFC 3986 */
const char *buf_text(const struct buf *);	/* never NULL */

static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (!b->broken && n < b->cap - b->n && n > 0) {
		memcpy(b->s + b->n, p, n);
		b->n += n;
		b->s[b->n] = '\0';
	} else
		buf_add_slow(b, p, n);
}

#define buf_lit(b, literal)	buf_add((b), "" literal, sizeof(literal) - 1)

#endif
