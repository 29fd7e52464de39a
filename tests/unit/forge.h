/*
 * forge.h - access tokens of a test's own making, rightly signed.
 *
 * forge_open() makes keys; until forge_close() they, and the memory of all
 * texts, are the globals below.
 */
#ifndef FORGE_H
#define FORGE_H

#include <jansson.h>

#include "arena.h"
#include "token.h"

#define NOW	INT64_C(1705333500)	/* when the good token is issued */
#define UUID_1	"0190a5b0-0000-7000-8000-000000000001"
#define UUID_2	"0190a5b0-0000-7000-8000-000000000002"
#define UUID_3	"0190a5b0-0000-7000-8000-000000000003"

struct es256;
struct keys;

extern const struct token_realm realm;
extern struct arena arena;
extern struct keys *keys;
extern struct es256 *signer;	/* the current private key */
extern const char *kid;		/* and its name */

bool	 forge_open(void);
void	 forge_close(void);

const char *encoded(const void *, size_t);	/* base64url */

/* Signs two parts as they stand, or two texts after encoding them. */
char	*seal(struct es256 *, const char *head, const char *claims);
char	*forge(const char *head, const char *claims);

const char *good_head(void);
char	*good_claims(void);
/* The claims of a good token with one replaced, or taken away (NULL). */
char	*claims_with(const char *name, json_t *value);

/* What token_verify() says, "accepted" for NULL. */
const char *verdict(const char *token, int64_t now);
/* The same is expected of a token with this header, claims or one claim. */
void	 head_is(const char *head, const char *want);
void	 claims_are(const char *claims, const char *want);
void	 claim_is(const char *name, json_t *value, const char *want);

#endif
