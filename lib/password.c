#include "core.h"

#include <crypt.h>
#include <sodium.h>

#include "crew.h"
#include "crypto.h"
#include "password.h"

#define OPSLIMIT	2u
#define MEMLIMIT	((size_t)19 * 1024 * 1024)
#define BCRYPT_LEN	60u
#define BCRYPT_BYTES	72u
#define BCRYPT_COST_MAX	14u		/* a second; more is an attack */

_Static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "its own size");

/* Of random bytes that nobody kept, so that no password matches. */
static const char unknown[] = "$argon2id$v=19$m=19456,t=2,p=1"
    "$3gORikLhhi938RX510KUWw"
    "$XkA3hF/BeRSl1Cz/p1FxUZ8TU54ENo07UZXv775wXXQ";

bool
password_hash(const char *password, char out[PASSWORD_HASH_SIZE])
{
	return sodium_init() >= 0 && crypto_pwhash_str_alg(out, password,
	    strlen(password), OPSLIMIT, MEMLIMIT,
	    crypto_pwhash_ALG_ARGON2ID13) == 0;
}

static enum password
verify_argon2id(const char *hash, const char *password)
{
	char padded[PASSWORD_HASH_SIZE] = { 0 };
	size_t n = strlen(hash);

	if (n >= sizeof(padded) || sodium_init() < 0)
		return PASSWORD_WRONG;
	memcpy(padded, hash, n);
	if (crypto_pwhash_str_verify(padded, password, strlen(password)) != 0)
		return PASSWORD_WRONG;
	return crypto_pwhash_str_needs_rehash(padded, OPSLIMIT, MEMLIMIT) == 0 ?
	    PASSWORD_OK : PASSWORD_REHASH;
}

/* $2?$NN$ and 53 more; a cost that would hold a worker up is no cost. */
static bool
bcrypt_valid(const char *hash)
{
	unsigned cost;

	if (strlen(hash) != BCRYPT_LEN || hash[0] != '$' || hash[1] != '2' ||
	    (hash[2] != 'a' && hash[2] != 'b' && hash[2] != 'y') ||
	    hash[3] != '$' || hash[6] != '$' || hash[4] < '0' ||
	    hash[4] > '9' || hash[5] < '0' || hash[5] > '9')
		return false;
	cost = (unsigned)(hash[4] - '0') * 10 + (unsigned)(hash[5] - '0');
	return cost >= 4 && cost <= BCRYPT_COST_MAX;
}

/* crypt_r() reports failure as a text that starts with '*', or as NULL. */
static enum password
verify_bcrypt(const char *hash, const char *password)
{
	struct crypt_data data = { .initialized = 0 };
	const char *made = crypt_r(password, hash, &data);
	bool same = made != NULL && made[0] != '*' &&
	    strlen(made) == BCRYPT_LEN && crypto_same(made, hash, BCRYPT_LEN);

	sodium_memzero(&data, sizeof(data));
	if (!same)
		return PASSWORD_WRONG;
	return strlen(password) > BCRYPT_BYTES ? PASSWORD_OK : PASSWORD_REHASH;
}

enum password
password_verify(const char *hash, const char *password)
{
	crew_away();
	if (hash == NULL) {
		(void)verify_argon2id(unknown, password);
		return PASSWORD_WRONG;
	}
	if (strncmp(hash, crypto_pwhash_STRPREFIX,
	    sizeof(crypto_pwhash_STRPREFIX) - 1) == 0)
		return verify_argon2id(hash, password);
	return bcrypt_valid(hash) ? verify_bcrypt(hash, password) :
	    PASSWORD_WRONG;
}
