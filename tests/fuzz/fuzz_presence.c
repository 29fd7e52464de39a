/*
 * Whatever stands in the place of a frame: read or refused, and if read, then
 * with one text.  So that the fields are reached, the head is made good where
 * the first byte is odd.  Proofs are judged as the server does it, up to the
 * signatures, which nobody guesses.
 */
#include "core.h"

#include "presence.h"

int LLVMFuzzerInitialize(int *, char ***);
int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct es256 *key;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	key = es256_generate();
	if (key == NULL)
		abort();
	return 0;
}

static void
judge(const struct presence_frame *f, const struct presence_proof *p)
{
	static const uint8_t secret[PRESENCE_KEY_LEN];
	uint8_t due[PRESENCE_FLASH_LEN];
	const char *why = presence_proof_fault(f, p);

	if (why != NULL && strcmp(why, "bad_proof") != 0 &&
	    strcmp(why, "clock") != 0)
		abort();
	presence_flash(secret, f->session, f->beacon, p, due);
	if (presence_wrong_bits(due, p->flash) > 24 ||
	    presence_slot(secret, f->session, p->round, p->student) >=
		PRESENCE_SLOTS)
		abort();
	if (why == NULL)
		presence_totp_near(secret, p->t_ms, p->totp);
}

static void
one(const uint8_t *data, size_t n)
{
	struct presence_frame f;
	uint8_t out[PRESENCE_FRAME_MAX];

	if (!presence_frame_read(&f, data, n))
		return;
	if (presence_frame_write(&f, out) != n || memcmp(out, data, n) != 0)
		abort();
	if (presence_frame_verify(&f, key))
		abort();
	for (unsigned i = 0; i < f.n; i++) {
		judge(&f, &f.proofs[i]);
		if (presence_proof_verify(&f.proofs[i], NULL, f.session,
			f.beacon, key))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint8_t made[PRESENCE_FRAME_MAX] = "LYCB1\1";
	unsigned proofs;

	if (n == 0 || data[0] % 2 == 0) {
		one(data, n);
		return 0;
	}
	proofs = data[0] / 2 % PRESENCE_PROOFS_MAX + 1;
	memcpy(made + 6, data + 1, n - 1 < sizeof(made) - 6 ? n - 1 :
	    sizeof(made) - 6);
	made[PRESENCE_HEAD_LEN - 1] = (uint8_t)proofs;
	one(made, PRESENCE_FRAME_LEN(proofs));
	return 0;
}
