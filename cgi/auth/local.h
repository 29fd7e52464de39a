/* local.h - where a browser may be sent after signing in. */
#ifndef LOCAL_H
#define LOCAL_H

struct arena;

/*
 * A path of ours with its query, fit for a Location header (RFC 3986); "/"
 * for NULL and for whatever a browser could take for another host.
 */
const char *local_path(struct arena *, const char *wanted);

#endif
