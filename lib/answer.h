/*
 * answer.h - what goes back: JSON, problems (RFC 9457), and the headers that
 * every answer carries.
 */
#ifndef ANSWER_H
#define ANSWER_H

struct req;

/* Fills r->out with the JSON of what the handler or the query answered; an
 * object with a version gets its ETag. */
void	answer_json(struct req *);
/* Status and Location of a success. */
void	answer_success(struct req *);
/* An ETag of the answer, quotes included, and 304 where the caller has it. */
void	answer_tag(struct req *, const char *tag);
/* The failure as a problem; status and Retry-After with it. */
void	answer_problem(struct req *);
void	answer_status(struct req *);	/* of the failure, without a body */
void	answer_send(struct req *);

#endif
