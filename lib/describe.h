/*
 * describe.h - a service's table of routes, for people and programs: as the
 * paths of an OpenAPI 3.1 document, and as a table with permissions.
 */
#ifndef DESCRIBE_H
#define DESCRIBE_H

struct buf;
struct service;

/* {"paths":{...}} of one service, for --describe and the merged document. */
void	describe_paths(const struct service *, struct buf *);
/* The whole document of several services, served as openapi.json. */
void	describe_openapi(const struct service *const *, size_t,
	    const char *version, struct buf *);
/* One line a route: method, path, permission, what it is. */
void	describe_table(const struct service *const *, size_t, FILE *);

int	describe_service(FILE *);	/* of the service that runs */

#endif
