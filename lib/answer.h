/*
 * answer.h - what goes back: JSON, problems (RFC 9457), and the headers that
 * every answer carries.
 */
#ifndef ANSWER_H
#define ANSWER_H

struct req;

/* Fills r->out with the JSON of what the handler or the query answered. */
void	answer_json(struct req *);
/* Status, ETag and Location of a success, and 304 where it fits. */
void	answer_success(struct req *);
/* The ETag of a version, and 304 where the caller has it; NULL: none. */
void	answer_tag(struct req *, const char *version);
const char *answer_version(struct req *);	/* of the object, or NULL */
/* The failure as a problem; status and Retry-After with it. */
void	answer_problem(struct req *);
void	answer_status(struct req *);	/* of the failure, without a body */
void	answer_send(struct req *);

#endif
