/*
 * logline.h - one JSON object on one line, in room of a fixed size (log.c).
 *
 * A member that does not fit is left out as a whole, with all that follow,
 * and the line says so ("cut").  Nothing here allocates, and but for reals
 * nothing uses stdio: signal handlers call it.
 */
#ifndef LOGLINE_H
#define LOGLINE_H

struct log_kv;

struct logline {
	char	*s;
	size_t	 n, max;
	bool	 full;		/* something did not fit */
	bool	 comma;		/* before the next member */
};

void	logline_begin(struct logline *, char *room, size_t);
void	logline_raw(struct logline *, const char *);
/* The value NULL is null. */
void	logline_text(struct logline *, const char *key, const char *);
void	logline_int(struct logline *, const char *key, int64_t);
/* v units of 10^-digits */
void	logline_fixed(struct logline *, const char *key, int64_t v,
	    unsigned digits);
void	logline_kv(struct logline *, const struct log_kv *);
void	logline_context(struct logline *);	/* the next members go there */
void	logline_end(struct logline *, bool in_context);

#endif
