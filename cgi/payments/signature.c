#include "core.h"
#include <sys/stat.h>
#include "crypto.h"
#include "log.h"
#include "num.h"
#include "signature.h"

struct claim {
	char t[24]; /* as it was signed */
	uint8_t v1[SIGNATURES_MAX][SHA256_LEN];
	size_t n;
};

static bool
read_time(struct claim *c, const char *s, size_t n)
{
	if (c->t[0] != '\0' || n == 0 || n >= sizeof(c->t))
		return false;
	memcpy(c->t, s, n);
	return true;
}

/* One that cannot be read is none: another may fit. */
static bool
read_v1(struct claim *c, const char *s, size_t n)
{
	size_t len;

	if (c->n == SIGNATURES_MAX)
		return false;
	if (hex_decode(s, n, c->v1[c->n], SHA256_LEN, &len) &&
	    len == SHA256_LEN)
		c->n++;
	return true;
}

static bool
read_header(struct claim *c, const char *s)
{
	for (bool ok = true; ok; s++) {
		size_t n = strcspn(s, ",");

		if (strncmp(s, "t=", 2) == 0)
			ok = read_time(c, s + 2, n - 2);
		else if (strncmp(s, "v1=", 3) == 0)
			ok = read_v1(c, s + 3, n - 3);
		s += n;
		if (!ok || *s == '\0')
			return ok;
	}
	return false;
}

/* All are compared with all, whichever fits. */
static bool
fits(const struct claim *c, const char *secret, const char *body, size_t n)
{
	const struct bytes parts[] = {
		{ c->t, strlen(c->t) },
		{ ".", 1 },
		{ body, n },
	};
	uint8_t mac[SHA256_LEN];
	bool good = false;

	crypto_hmac_parts(secret, strlen(secret), parts, NITEMS(parts), mac);
	for (size_t i = 0; i < c->n; i++)
		good |= crypto_same(mac, c->v1[i], sizeof(mac));
	return good;
}

enum signature
signature_check(const struct secrets *secrets, const char *header,
    const char *body, size_t n, int64_t now)
{
	struct claim c = { 0 };
	bool good = false;
	int64_t t;

	if (header == NULL || !read_header(&c, header) || c.n == 0 ||
	    !num_read(c.t, 0, INT64_MAX / 2, &t))
		return SIGNATURE_BAD;
	for (size_t i = 0; i < secrets->n; i++)
		good |= fits(&c, secrets->at[i], body, n);
	if (!good)
		return SIGNATURE_BAD;
	return t < now - SIGNATURE_AGE || t > now + SIGNATURE_AGE ?
	    SIGNATURE_OLD :
	    SIGNATURE_GOOD;
}

/* ---- The secrets */

bool
secrets_read(struct secrets *s, const char *path)
{
	char line[SECRET_MAX + 2];
	FILE *f = fopen(path, "re");

	memset(s, 0, sizeof(*s));
	if (f == NULL)
		return false;
	while (s->n < SECRETS_MAX && fgets(line, sizeof(line), f) != NULL) {
		size_t n = strcspn(line, " \t\r\n");

		if (n == 0 || n >= SECRET_MAX || line[0] == '#')
			continue;
		memcpy(s->at[s->n], line, n);
		s->at[s->n++][n] = '\0';
	}
	fclose(f);
	explicit_bzero(line, sizeof(line));
	return true;
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A file that went away leaves none valid. */
const struct secrets *
secrets_of(const char *dir)
{
	static struct secrets known;
	static struct stat was;
	static bool looked;
	struct stat is = { 0 };
	char path[512];
	int n = snprintf(path, sizeof(path), "%s/webhook_secrets", dir);

	if (n < 0 || (size_t)n >= sizeof(path) || stat(path, &is) != 0)
		memset(&is, 0, sizeof(is));
	if (looked && is_same(&is, &was))
		return &known;
	looked = true;
	was = is;
	if (!secrets_read(&known, path))
		log_error("stripe_secrets", "The secrets of Stripe's webhook "
		    "cannot be read: no event is taken");
	return &known;
}
