#include "core.h"

#include "code.h"
#include "crypto.h"

#define STEP_AT 16u
#define MAC_AT 20u
#define MAC_LEN (CODE_LEN - MAC_AT)

static const struct {
	char tag[6];
	unsigned seconds;
} kinds[] = {
	[CODE_QR] = { "LYCQ1", 5 }, [CODE_NFC] = { "LYCN1", 6 }, };

unsigned
code_seconds(enum code_kind kind)
{
	return kinds[kind].seconds;
}

uint32_t
code_step(enum code_kind kind, int64_t now)
{
	return (uint32_t)(now / kinds[kind].seconds);
}

static void
code_bytes(enum code_kind kind, const uint8_t session[16],
    const uint8_t secret[CODE_SECRET_LEN], uint32_t step,
    uint8_t out[CODE_LEN])
{
	uint8_t mac[SHA256_LEN];
	const struct bytes parts[] = {
		{ kinds[kind].tag, 5 },
		{ out, MAC_AT },
	};

	memcpy(out, session, STEP_AT);
	for (unsigned i = 0; i < 4; i++) out[STEP_AT + i] = (uint8_t)(step >>
	    (24 - 8 * i));
	crypto_hmac_parts(secret, CODE_SECRET_LEN, parts, NITEMS(parts), mac);
	memcpy(out + MAC_AT, mac, MAC_LEN);
}

void
code_write(enum code_kind kind, const uint8_t session[16],
    const uint8_t secret[CODE_SECRET_LEN], uint32_t step, char out[CODE_SIZE])
{
	uint8_t bytes[CODE_LEN];

	code_bytes(kind, session, secret, step, bytes);
	b64url_encode(out, bytes, sizeof(bytes));
}

static bool
code_read(const char *text, uint8_t out[CODE_LEN])
{
	size_t n;

	return b64url_decode(text, strlen(text), out, CODE_LEN, &n) &&
	    n == CODE_LEN;
}

bool
code_session(const char *text, uint8_t session[16])
{
	uint8_t bytes[CODE_LEN];

	if (!code_read(text, bytes))
		return false;
	memcpy(session, bytes, STEP_AT);
	return true;
}

enum code_is
code_check(enum code_kind kind, const char *text, const uint8_t session[16],
    const uint8_t secret[CODE_SECRET_LEN], int64_t now)
{
	uint8_t given[CODE_LEN], due[CODE_LEN];
	uint32_t step = 0, at = code_step(kind, now);

	if (!code_read(text, given))
		return CODE_BAD;
	for (unsigned i = 0; i < 4; i++)
		step = step << 8 | given[STEP_AT + i];
	code_bytes(kind, session, secret, step, due);
	if (!crypto_same(given, due, CODE_LEN))
		return CODE_BAD;
	return step == at || step + 1 == at ? CODE_GOOD : CODE_OLD;
}
