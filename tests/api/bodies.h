/*
 * bodies.h - requests made from nothing but a route's row.
 *
 * A body is the caller's to json_decref(); texts last until api_free().
 */
#ifndef BODIES_H
#define BODIES_H

#include <jansson.h>

struct field;
struct reply;
struct route;
struct service;

#define SERVICES	5u
#define NOBODY_ID	"00000000-0000-7000-8000-000000000000"

extern const struct service *const services[SERVICES];

/* The path with the id in place of every {...id}, and a role's name. */
const char	*path_with(const struct route *, const char *id);
/* Is the field read from the JSON body? */
bool		 in_body(const struct route *, const struct field *);
/* What is required, with values that the shape takes. */
json_t		*valid_body(const struct route *);
/* A value of another type; NULL where every type will do. */
json_t		*wrong_value(const struct field *);
/* Required fields of a GET stand in its query string. */
const char	*with_query(const struct route *, const char *path);
/* With the body, or the query string that is required. */
struct reply	*call_route(const char *token, const struct route *,
		    const char *path, json_t *body);

#endif
