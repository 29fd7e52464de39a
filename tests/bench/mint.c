/*
 * mint.c - access tokens for the benchmark, signed with the server's own key:
 * signing in 28,000 people would measure password hashing.
 * usage: mint KEYS_DIR ISSUER < lines "user_id school_id role" > tokens
 */
#include "core.h"
#include <time.h>
#include "arena.h"
#include "crypto.h"
#include "keys.h"
#include "token.h"
#include "user.h"

static bool
mint(const struct keys *keys, const char *issuer, const char *line)
{
	struct token_realm realm = { .iss = issuer, .aud = "lyceum" };
	struct user u = { .known = true, .session = uuid7() };
	struct token_subject who = { .user = &u, .email = "bench@example.org",
	    .full_name = "A student of the benchmark" };
	struct arena a = { 0 };
	char id[40], school[40], role[16], *token;

	if (sscanf(line, "%39s %39s %15s", id, school, role) != 3 ||
	    !uuid_read(id, &u.id) || !uuid_read(school, &u.school_id))
		return false;
	u.role = role_by_name(role);
	token = token_sign(&a, keys, &realm, &who, (int64_t)time(NULL));
	if (token != NULL)
		puts(token);
	arena_free(&a);
	return token != NULL;
}

int
main(int argc, char **argv)
{
	struct keys *keys;
	const char *why;
	char line[256];

	if (argc != 3) {
		fprintf(stderr, "usage: mint KEYS_DIR ISSUER < people\n");
		return 2;
	}
	why = keys_open(&keys, argv[1], true);
	if (why != NULL) {
		fprintf(stderr, "mint: %s\n", why);
		return 1;
	}
	while (fgets(line, sizeof(line), stdin) != NULL)
		if (!mint(keys, argv[2], line)) {
			fprintf(stderr, "mint: %s", line);
			return 1;
		}
	keys_close(keys);
	return 0;
}
