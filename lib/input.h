/*
 * input.h - reading a request: path, query, body, cursor, version.
 *
 * Bodies are application/json (RFC 8259) for the API, and
 * application/x-www-form-urlencoded or, with a file, multipart/form-data for
 * pages; a program may send a file as one, too.  All that is wrong with the
 * fields is collected and said at once (422).
 */
#ifndef INPUT_H
#define INPUT_H

struct req;

#define LIST_LIMIT	50	/* rows of a list, unless asked otherwise */
#define LIST_LIMIT_MAX	200
#define BODY_MAX	((size_t)1024 * 1024)

void	input_read_head(struct req *);	/* method, path, query, form's method */
void	input_read(struct req *);	/* vars, fields, cursor, If-Match */

#endif
