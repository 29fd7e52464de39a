/*
 * keyset.h - jwks.json taken apart: shared by those who read keys (keys.c)
 * and those who make them (keys_rotate.c), and by nobody else.
 *
 * keyset_release() frees the keys of a set; the struct itself is the
 * caller's.  The reading functions return NULL, or a text that says why not,
 * and then leave nothing to release.
 */
#ifndef KEYSET_H
#define KEYSET_H

#include <jansson.h>

#include "keys.h"

#define JWKS_FILE	"jwks.json"
#define JWKS_MAX	((size_t)64 * 1024)
#define PEM_NAME_SIZE	(KID_MAX + sizeof(".pem"))

enum key_state { KEY_NEXT, KEY_CURRENT, KEY_RETIRED, KEY__MAX };

struct key {
	char		 kid[KID_MAX + 1];
	char		 x[48], y[48];		/* base64url */
	enum key_state	 state;
	int64_t		 from, until;		/* until: of a retired one */
	struct es256	*es256;
};

struct keyset {
	struct key	 key[KEYS_MAX];
	size_t		 n, current;
};

const char *key_state_name(enum key_state);
void	    keyset_release(struct keyset *);
const char *keyset_parse(struct keyset *, const json_t *) MUST_CHECK;
const char *keyset_read(int fd, json_t **) MUST_CHECK;
void	    pem_name(const char *kid, char out[PEM_NAME_SIZE]);

#endif
