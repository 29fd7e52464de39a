#include "core.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include "crypto.h"
#include "es256.h"
#include "keyset.h"

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* What root makes belongs to the owner of the folder, as the rest of it. */
static bool
give_to_owner(int dir, int fd)
{
	struct stat st;

	return geteuid() != 0 || (fstat(dir, &st) == 0 &&
	    fchown(fd, st.st_uid, st.st_gid) == 0);
}

/* After this the file is there whole, or as it was before, come what may. */
static bool
replace_file(int dir, const char *name, mode_t mode, const char *p, size_t n)
{
	char aside[64];
	bool ok;
	int fd;

	snprintf(aside, sizeof(aside), ".%s.new", name);
	unlinkat(dir, aside, 0);	/* of a run that was cut short */
	fd = openat(dir, aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	ok = write_all(fd, p, n) && give_to_owner(dir, fd) &&
	    fchmod(fd, mode) == 0 && fsync(fd) == 0;
	ok = close(fd) == 0 && ok &&
	    renameat(dir, aside, dir, name) == 0 && fsync(dir) == 0;
	if (!ok)
		unlinkat(dir, aside, 0);
	return ok;
}

static bool
write_pem(int dir, const char *kid, const struct es256 *k)
{
	char name[PEM_NAME_SIZE], pem[ES256_PEM_MAX];
	size_t n = es256_pem(k, pem);
	bool ok;

	pem_name(kid, name);
	ok = n > 0 && replace_file(dir, name, 0600, pem, n);
	OPENSSL_cleanse(pem, sizeof(pem));
	return ok;
}

static json_t *
key_json(const char *kid, const struct es256 *k, enum key_state state,
    int64_t now)
{
	uint8_t x[ES256_XY_LEN], y[ES256_XY_LEN];
	char xt[B64URL_SIZE(sizeof(x))], yt[B64URL_SIZE(sizeof(y))];

	if (!es256_xy(k, x, y))
		return NULL;
	b64url_encode(xt, x, sizeof(x));
	b64url_encode(yt, y, sizeof(y));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}",
	    "kty", "EC", "crv", "P-256", "x", xt, "y", yt, "use", "sig",
	    "alg", "ES256", "kid", kid, "lyceum:state", key_state_name(state),
	    "lyceum:from", (json_int_t)now);
}

/* A new key: its private half to a file, its public half to the array. */
static const char *
add_key(int dir, json_t *keys, enum key_state state, int64_t now)
{
	struct es256 *k = es256_generate();
	uint8_t random[8];
	char kid[HEX_SIZE(sizeof(random))];
	json_t *v = NULL;
	bool ok;

	crypto_random(random, sizeof(random));
	hex_encode(kid, random, sizeof(random));
	ok = k != NULL && write_pem(dir, kid, k);
	if (ok)
		v = key_json(kid, k, state, now);
	es256_free(k);
	if (!ok)
		return "a private key cannot be written";
	return json_array_append_new(keys, v) == 0 ? NULL :
	    "a key cannot be described";
}

/* What no worker would take is never written. */
static const char *
write_jwks(int dir, const json_t *doc)
{
	struct keyset set;
	const char *why = keyset_parse(&set, doc);
	char *text;
	bool ok;

	if (why != NULL)
		return why;
	keyset_release(&set);
	text = json_dumps(doc, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	ok = text != NULL &&
	    replace_file(dir, JWKS_FILE, 0644, text, strlen(text));
	free(text);
	return ok ? NULL : JWKS_FILE " cannot be written";
}

/* The folder's descriptor, locked against other makers; or -1. */
static int
lock_dir(const char *path)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir >= 0 && flock(dir, LOCK_EX) != 0) {
		close(dir);
		dir = -1;
	}
	return dir;
}

const char *
keys_create(const char *path, int64_t now)
{
	const char *why;
	json_t *doc, *keys;
	int dir;

	if (mkdir(path, 0755) != 0 && errno != EEXIST)
		return "the folder of keys cannot be made";
	dir = lock_dir(path);
	if (dir < 0)
		return "the folder of keys cannot be opened";
	if (faccessat(dir, JWKS_FILE, F_OK, 0) == 0) {
		close(dir);
		return "there are keys already";
	}
	doc = json_pack("{s:[]}", "keys");
	keys = json_object_get(doc, "keys");
	why = add_key(dir, keys, KEY_CURRENT, now);
	if (why == NULL)
		why = add_key(dir, keys, KEY_NEXT, now);
	if (why == NULL)
		why = write_jwks(dir, doc);
	json_decref(doc);
	close(dir);
	return why;
}

static void
set_state(json_t *v, enum key_state state)
{
	json_object_set_new(v, "lyceum:state",
	    json_string(key_state_name(state)));
}

/* The next key signs from now on, the current one no more. */
static const char *
advance(json_t *keys, const struct keyset *set, int64_t now, bool early)
{
	size_t next = set->n;
	json_t *old;

	for (size_t i = 0; i < set->n; i++)
		if (set->key[i].state == KEY_NEXT)
			next = i;
	if (next == set->n)
		return "no next key was published";
	if (!early && now < set->key[next].from + KEYS_AHEAD)
		return "the next key has not been published for a day yet";
	old = json_array_get(keys, set->current);
	set_state(old, KEY_RETIRED);
	json_object_set_new(old, "lyceum:until", json_integer(now + KEYS_KEEP));
	set_state(json_array_get(keys, next), KEY_CURRENT);
	for (size_t i = set->n; i-- > 0; )
		if (set->key[i].state == KEY_RETIRED && now > set->key[i].until)
			json_array_remove(keys, i);
	return NULL;
}

static const char *
rotate(int dir, json_t *doc, int64_t now, bool early)
{
	json_t *keys = json_object_get(doc, "keys");
	char old[PEM_NAME_SIZE];
	struct keyset set;
	const char *why = keyset_parse(&set, doc);

	if (why != NULL)
		return why;
	pem_name(set.key[set.current].kid, old);
	why = advance(keys, &set, now, early);
	keyset_release(&set);
	if (why == NULL && json_array_size(keys) >= KEYS_MAX)
		why = "too many keys were retired within minutes";
	if (why == NULL)
		why = add_key(dir, keys, KEY_NEXT, now);
	if (why == NULL)
		why = write_jwks(dir, doc);
	if (why == NULL)
		unlinkat(dir, old, 0);	/* nobody shall sign with it again */
	return why;
}

const char *
keys_rotate(const char *path, int64_t now, bool early)
{
	int dir = lock_dir(path), fd;
	const char *why = JWKS_FILE " cannot be opened";
	json_t *doc = NULL;

	if (dir < 0)
		return "the folder of keys cannot be opened";
	fd = openat(dir, JWKS_FILE, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		why = keyset_read(fd, &doc);
		close(fd);
	}
	if (why == NULL)
		why = rotate(dir, doc, now, early);
	json_decref(doc);
	close(dir);
	return why;
}
