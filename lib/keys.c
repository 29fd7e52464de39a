#include "core.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "es256.h"
#include "keyset.h"

/* What tells one version of the file from another. */
struct stamp {
	struct timespec	mtime;
	ino_t		ino;
	off_t		size;
};

struct keys {
	struct keyset	 set;
	struct es256	*signer;	/* NULL: this worker only verifies */
	struct stamp	 stamp;
	int64_t		 checked;	/* the second of the last look */
	int		 dir;
	bool		 sign;
};

/*
 * A private key that others could read is refused: better no sign-in than
 * one that anybody may forge.
 */
static const char *
signer_read(int dir, const struct key *k, struct es256 **out)
{
	char name[PEM_NAME_SIZE], pem[ES256_PEM_MAX];
	struct stat st;
	ssize_t n = -1;
	int fd;

	pem_name(k->kid, name);
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return "the current private key cannot be opened";
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		n = read(fd, pem, sizeof(pem));
	close(fd);
	if (n <= 0)
		return "the current private key must be a file of mode 0600";
	*out = es256_from_pem(pem, (size_t)n);
	OPENSSL_cleanse(pem, sizeof(pem));
	if (*out == NULL)
		return "the current private key cannot be read";
	if (es256_same(*out, k->es256))
		return NULL;
	es256_free(*out);
	*out = NULL;
	return "the current private key is not the one in " JWKS_FILE;
}

static struct stamp
stamp_of(const struct stat *st)
{
	return (struct stamp){ st->st_mtim, st->st_ino, st->st_size };
}

static bool
stamp_same(const struct stamp *a, const struct stamp *b)
{
	return a->mtime.tv_sec == b->mtime.tv_sec &&
	    a->mtime.tv_nsec == b->mtime.tv_nsec && a->ino == b->ino &&
	    a->size == b->size;
}

/* Replaces what `k` holds, or leaves it as it was. */
static const char *
keys_load(struct keys *k)
{
	int fd = openat(k->dir, JWKS_FILE, O_RDONLY | O_CLOEXEC);
	struct es256 *signer = NULL;
	struct keyset set;
	struct stat st;
	const char *why;
	json_t *doc;

	if (fd < 0)
		return JWKS_FILE " cannot be opened";
	why = fstat(fd, &st) != 0 ? JWKS_FILE " has no stamp" :
	    keyset_read(fd, &doc);
	close(fd);
	if (why != NULL)
		return why;
	why = keyset_parse(&set, doc);
	json_decref(doc);
	if (why != NULL)
		return why;
	if (k->sign)
		why = signer_read(k->dir, &set.key[set.current], &signer);
	if (why != NULL) {
		keyset_release(&set);
		return why;
	}
	keyset_release(&k->set);
	es256_free(k->signer);
	k->set = set;
	k->signer = signer;
	k->stamp = stamp_of(&st);
	return NULL;
}

const char *
keys_open(struct keys **out, const char *dir, bool sign)
{
	struct keys *k = calloc(1, sizeof(*k));
	const char *why;

	*out = NULL;
	if (k == NULL)
		return "out of memory";
	k->sign = sign;
	k->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	why = k->dir < 0 ? "the folder of keys cannot be opened" :
	    keys_load(k);
	if (why == NULL)
		*out = k;
	else
		keys_close(k);
	return why;
}

const char *
keys_refresh(struct keys *k, int64_t now)
{
	struct stamp stamp;
	struct stat st;

	if (now == k->checked)
		return NULL;
	k->checked = now;
	if (fstatat(k->dir, JWKS_FILE, &st, 0) != 0)
		return JWKS_FILE " is gone";
	stamp = stamp_of(&st);
	return stamp_same(&stamp, &k->stamp) ? NULL : keys_load(k);
}

void
keys_close(struct keys *k)
{
	if (k == NULL)
		return;
	keyset_release(&k->set);
	es256_free(k->signer);
	if (k->dir >= 0)
		close(k->dir);
	free(k);
}

static bool
key_expired(const struct key *k, int64_t now)
{
	return k->state == KEY_RETIRED && now > k->until;
}

struct es256 *
keys_find(const struct keys *k, const char *kid, int64_t now)
{
	for (size_t i = 0; i < k->set.n; i++) {
		const struct key *key = &k->set.key[i];

		if (strcmp(key->kid, kid) == 0)
			return key_expired(key, now) ? NULL : key->es256;
	}
	return NULL;
}

struct es256 *
keys_signer(const struct keys *k, const char **kid)
{
	*kid = k->set.key[k->set.current].kid;
	return k->signer;
}

void
keys_jwks(const struct keys *k, int64_t now, struct buf *out)
{
	const char *between = "";

	buf_lit(out, "{\"keys\":[");
	for (size_t i = 0; i < k->set.n; i++) {
		const struct key *key = &k->set.key[i];

		if (key_expired(key, now))
			continue;
		buf_printf(out, "%s{\"kty\":\"EC\",\"crv\":\"P-256\","
		    "\"x\":\"%s\",\"y\":\"%s\",\"use\":\"sig\","
		    "\"alg\":\"ES256\",\"kid\":\"%s\"}",
		    between, key->x, key->y, key->kid);
		between = ",";
	}
	buf_lit(out, "]}");
}
