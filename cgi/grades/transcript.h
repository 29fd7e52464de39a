/*
 * transcript.h - the record of a student, as it is now or as it was issued.
 *
 * A document is JSON of texts, whole numbers and booleans alone; decimals are
 * texts, with two digits where they are averages or points.  Its digest is
 * SHA-256 of its canonical form (RFC 8785: no blanks, sorted members).
 */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

struct json_t;
struct req;
struct rows;

struct record {
	struct json_t	*document;	/* the request's */
	struct rows	*head;		/* of the student */
	const char	*timezone;
};

/* False, and the request failed: no such student, or not to be read. */
bool		 transcript_read(struct req *, const char *student,
		    struct record *);
/* The canonical text. */
const char	*transcript_text(struct req *, const struct json_t *);
const char	*transcript_sha256(struct req *, const char *text);
/* Where a code is verified. */
const char	*transcript_url(struct req *, const char *code);
/* "2026-11-21T09:30:00Z" */
const char	*transcript_instant(struct req *, int64_t);

#endif
