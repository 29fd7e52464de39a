/*
 * fetch.h - JSON over HTTP(S), asked for by us: the one user of libcurl.
 *
 * One connection after another to one server, kept open between calls.  No
 * redirects are followed, nothing but http and https is spoken, an answer
 * longer than FETCH_MAX is none.  What an answer holds lives in the arena.
 *
 * Linked into lyceumctl and into payments, which asks Stripe (stripe.h): no
 * other service calls out.
 */
#ifndef FETCH_H
#define FETCH_H

#define FETCH_MAX ((size_t)16 * 1024 * 1024)
#define FETCH_WAIT_MS 15000 /* unless asked otherwise */

struct arena;
struct fetch;
struct json_t;

/* Files of PEM; NULL: the system's authorities, no certificate of ours. */
struct fetch_want {
	const char *base; /* "https://lyceum.example/api/v1" */
	const char *ca_file, *cert_file, *key_file;
	int64_t wait_ms; /* for a whole call; 0: the usual */
};

struct fetch_ask {
	const char *method, *path; /* "/users" */
	const char *token;         /* bearer, or NULL */
	struct json_t *body;       /* or NULL; the call takes it over */
};

/* What an API asks for besides. */
struct fetch_more {
	const char *form;           /* a body already encoded, or NULL */
	const char *const *headers; /* "Name: value", up to a NULL */
	const char *said;           /* a header of the answer to keep */
	const char *said_too;
};

struct fetched {
	int status;  /* 0: no answer, and then why not */
	bool unsent; /* nobody was reached, so nothing was done */
	const char *why;
	const char *said, *said_too; /* of fetch_more; NULL: not there */
	struct json_t *json;         /* NULL: the answer was no JSON */
	int64_t retry_after;         /* seconds; 0: was not said */
};

/* NULL: out of memory.  `want` and its texts must outlive it. */
struct fetch *fetch_open(const struct fetch_want *want) MUST_CHECK;
void fetch_close(struct fetch *); /* NULL is fine */
struct fetched fetch_json(
    struct fetch *, struct arena *, const struct fetch_ask *);
struct fetched fetch_with(struct fetch *, struct arena *,
    const struct fetch_ask *, const struct fetch_more *);

#endif
