#include "core.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#include "crypto.h"
#include "es256.h"

#define DER_MAX		72u	/* two INTEGERs of 33 bytes and their heads */

struct es256 {
	EVP_PKEY	*key;
	EVP_PKEY_CTX	*verify, *sign;		/* sign: NULL if public only */
};

void
es256_free(struct es256 *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_CTX_free(k->sign);
	EVP_PKEY_CTX_free(k->verify);
	EVP_PKEY_free(k->key);
	free(k);
}

/* Takes the key over, and refuses another kind or curve. */
static struct es256 *
es256_wrap(EVP_PKEY *key, bool private)
{
	struct es256 *k = calloc(1, sizeof(*k));
	char group[32];
	size_t n;

	if (k == NULL || key == NULL ||
	    EVP_PKEY_get_group_name(key, group, sizeof(group), &n) != 1 ||
	    strcmp(group, SN_X9_62_prime256v1) != 0) {
		EVP_PKEY_free(key);
		free(k);
		ERR_clear_error();
		return NULL;
	}
	k->key = key;
	k->verify = EVP_PKEY_CTX_new(key, NULL);
	if (private)
		k->sign = EVP_PKEY_CTX_new(key, NULL);
	if (k->verify != NULL && EVP_PKEY_verify_init(k->verify) == 1 &&
	    (!private ||
	    (k->sign != NULL && EVP_PKEY_sign_init(k->sign) == 1)))
		return k;
	es256_free(k);
	ERR_clear_error();
	return NULL;
}

struct es256 *
es256_generate(void)
{
	return es256_wrap(EVP_EC_gen(SN_X9_62_prime256v1), true);
}

struct es256 *
es256_public(const uint8_t x[ES256_XY_LEN], const uint8_t y[ES256_XY_LEN])
{
	OSSL_PARAM params[3];
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;
	uint8_t point[1 + 2 * ES256_XY_LEN];
	char group[] = SN_X9_62_prime256v1;

	point[0] = POINT_CONVERSION_UNCOMPRESSED;
	memcpy(point + 1, x, ES256_XY_LEN);
	memcpy(point + 1 + ES256_XY_LEN, y, ES256_XY_LEN);
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
	    group, 0);
	params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
	    point, sizeof(point));
	params[2] = OSSL_PARAM_construct_end();
	if (ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return key == NULL ? NULL : es256_wrap(key, false);
}

struct es256 *
es256_from_pem(const char *pem, size_t n)
{
	BIO *bio = n > ES256_PEM_MAX ? NULL : BIO_new_mem_buf(pem, (int)n);
	char none[] = "";	/* else OpenSSL asks the terminal for one */
	EVP_PKEY *key;

	if (bio == NULL)
		return NULL;
	key = PEM_read_bio_PrivateKey(bio, NULL, NULL, none);
	BIO_free(bio);
	ERR_clear_error();
	return key == NULL ? NULL : es256_wrap(key, true);
}

size_t
es256_pem(const struct es256 *k, char out[ES256_PEM_MAX])
{
	BIO *bio = BIO_new(BIO_s_secmem());
	int n = 0;

	if (bio != NULL && k->sign != NULL && PEM_write_bio_PKCS8PrivateKey(bio,
	    k->key, NULL, NULL, 0, NULL, NULL) == 1)
		n = BIO_read(bio, out, (int)ES256_PEM_MAX - 1);
	BIO_free(bio);
	n = n < 0 ? 0 : n;
	out[n] = '\0';
	return (size_t)n;
}

bool
es256_xy(const struct es256 *k, uint8_t x[ES256_XY_LEN],
    uint8_t y[ES256_XY_LEN])
{
	uint8_t point[1 + 2 * ES256_XY_LEN];
	size_t n;

	if (EVP_PKEY_get_octet_string_param(k->key, OSSL_PKEY_PARAM_PUB_KEY,
	    point, sizeof(point), &n) != 1 || n != sizeof(point) ||
	    point[0] != POINT_CONVERSION_UNCOMPRESSED)
		return false;
	memcpy(x, point + 1, ES256_XY_LEN);
	memcpy(y, point + 1 + ES256_XY_LEN, ES256_XY_LEN);
	return true;
}

bool
es256_same(const struct es256 *a, const struct es256 *b)
{
	return EVP_PKEY_eq(a->key, b->key) == 1;
}

bool
es256_sign(struct es256 *k, const void *p, size_t n, uint8_t sig[ES256_SIG_LEN])
{
	uint8_t md[SHA256_LEN], der[DER_MAX];
	const uint8_t *at = der;
	size_t len = sizeof(der);
	ECDSA_SIG *rs = NULL;
	bool ok;

	if (k->sign == NULL)
		return false;
	crypto_sha256(p, n, md);
	ok = EVP_PKEY_sign(k->sign, der, &len, md, sizeof(md)) == 1 &&
	    (rs = d2i_ECDSA_SIG(NULL, &at, (long)len)) != NULL &&
	    BN_bn2binpad(ECDSA_SIG_get0_r(rs), sig, 32) == 32 &&
	    BN_bn2binpad(ECDSA_SIG_get0_s(rs), sig + 32, 32) == 32;
	ECDSA_SIG_free(rs);
	ERR_clear_error();
	return ok;
}

/* OpenSSL wants DER; returns its length, or 0. */
static size_t
raw_to_der(const uint8_t sig[ES256_SIG_LEN], uint8_t der[DER_MAX])
{
	ECDSA_SIG *rs = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(sig, 32, NULL);
	BIGNUM *s = BN_bin2bn(sig + 32, 32, NULL);
	uint8_t *at = der;
	int n = 0;

	if (rs == NULL || r == NULL || s == NULL ||
	    ECDSA_SIG_set0(rs, r, s) != 1) {
		BN_free(r);
		BN_free(s);
	} else
		n = i2d_ECDSA_SIG(rs, &at);
	ECDSA_SIG_free(rs);
	return n > 0 ? (size_t)n : 0;
}

bool
es256_verify(struct es256 *k, const void *p, size_t n,
    const uint8_t sig[ES256_SIG_LEN])
{
	uint8_t md[SHA256_LEN], der[DER_MAX];
	size_t len = raw_to_der(sig, der);
	bool ok;

	if (len == 0)
		return false;
	crypto_sha256(p, n, md);
	ok = EVP_PKEY_verify(k->verify, der, len, md, sizeof(md)) == 1;
	if (!ok)
		ERR_clear_error();
	return ok;
}
