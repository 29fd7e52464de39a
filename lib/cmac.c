#include "core.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "cmac.h"

static EVP_MAC_CTX *
cmac_context(void)
{
	static EVP_MAC_CTX *ctx;
	EVP_MAC *mac;

	if (ctx == NULL) {
		mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
		ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
		EVP_MAC_free(mac);
	}
	if (ctx == NULL)
		abort();
	return ctx;
}

void
cmac_aes128(const uint8_t key[CMAC_LEN], const void *p, size_t n,
    uint8_t out[CMAC_LEN])
{
	EVP_MAC_CTX *ctx = cmac_context();
	char cipher[] = "AES-128-CBC";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER,
		    cipher, 0),
		OSSL_PARAM_construct_end(),
	};
	size_t len = 0;

	if (EVP_MAC_init(ctx, key, CMAC_LEN, params) != 1 ||
	    (n > 0 && EVP_MAC_update(ctx, p, n) != 1) ||
	    EVP_MAC_final(ctx, out, &len, CMAC_LEN) != 1 || len != CMAC_LEN)
		abort();
}

void
cmac_tag(const uint8_t key[TAG_KEY_LEN], const uint8_t uid[TAG_UID_LEN],
    uint32_t count, uint8_t out[TAG_MAC_LEN])
{
	uint8_t sv2[16] = { 0x3c, 0xc3, 0x00, 0x01, 0x00, 0x80 };
	uint8_t session[CMAC_LEN], whole[CMAC_LEN];

	memcpy(sv2 + 6, uid, TAG_UID_LEN);
	for (unsigned i = 0; i < 3; i++)
		sv2[13 + i] = (uint8_t)(count >> 8 * i);
	cmac_aes128(key, sv2, sizeof(sv2), session);
	cmac_aes128(session, NULL, 0, whole);
	for (size_t i = 0; i < TAG_MAC_LEN; i++)
		out[i] = whole[2 * i + 1];
}
