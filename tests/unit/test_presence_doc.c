/*
 * The test vectors of docs/beacon-protocol.md are true: read from the page
 * and computed again.
 */
#include "core.h"

#include "presence.h"
#include "suite.h"

#define T_FRAME UINT64_C(1773666042345)

static char *page;

/* The bytes of `name`, whose line may go on in lines that begin blank. */
static size_t
vector(const char *name, uint8_t *out, size_t cap)
{
	char head[64], hex[4096];
	size_t n = 0, len = 0;
	const char *at;

	snprintf(head, sizeof(head), "\n%s ", name);
	at = strstr(page, head);
	if (at == NULL) {
		fprintf(stderr, "%s is not in the document\n", name);
		CU_FAIL("a vector is missing");
		return 0;
	}
	at += strlen(head);
	while (n < sizeof(hex) && *at != '\0' && (*at == ' ' || (*at == '\n' &&
	    at[1] == ' ') || strchr("0123456789abcdef", *at) != NULL)) {
		if (*at != ' ' && *at != '\n')
			hex[n++] = *at;
		at++;
	}
	T_TRUE(hex_decode(hex, n, out, cap, &len));
	return len;
}

static void
exactly(const char *name, const void *want, size_t n)
{
	uint8_t got[PRESENCE_FRAME_MAX];

	T_EQ(vector(name, got, sizeof(got)), n);
	T_TRUE(memcmp(got, want, n) == 0);
}

static struct es256 *
public_key(const char *name)
{
	uint8_t point[65];

	T_EQ(vector(name, point, sizeof(point)), sizeof(point));
	T_EQ(point[0], 4);
	return es256_public(point + 1, point + 1 + ES256_XY_LEN);
}

static struct presence_frame
the_frame(void)
{
	uint8_t bytes[PRESENCE_FRAME_MAX], hash[SHA256_LEN];
	size_t n = vector("frame", bytes, sizeof(bytes));
	struct presence_frame f = { .n = 0 };

	T_TRUE(presence_frame_read(&f, bytes, n));
	T_EQ(f.n, 2);
	presence_frame_hash(bytes, n, hash);
	exactly("next_prev", hash, sizeof(hash));
	exactly("proof1", bytes + PRESENCE_HEAD_LEN, PRESENCE_PROOF_LEN);
	exactly("proof2", bytes + PRESENCE_HEAD_LEN + PRESENCE_PROOF_LEN,
	    PRESENCE_PROOF_LEN);
	return f;
}

static void
frames(void)
{
	struct presence_frame f = the_frame();
	struct es256 *key = public_key("beacon_public");
	uint8_t room[PRESENCE_KEY_LEN];

	vector("room_key", room, sizeof(room));
	T_TRUE(key != NULL && presence_frame_verify(&f, key));
	exactly("beacon_id", f.beacon, sizeof(f.beacon));
	exactly("session_id", f.session, sizeof(f.session));
	T_EQ(f.key_id, 1);
	T_EQ(f.seq, 1);
	T_EQ(f.t_ms, T_FRAME);
	T_EQ(f.totp, presence_totp(room, f.t_ms));
	T_EQ(f.totp, 93626793);
	es256_free(key);
}

/* What the page says is signed verifies, and the library agrees. */
static void
signed_bytes(const char *name, const struct presence_proof *p,
    struct es256 *key)
{
	uint8_t said[256];
	size_t n = vector(name, said, sizeof(said));

	T_EQ(n, 111);
	T_TRUE(es256_verify(key, said, n, p->sig));
}

static void
proofs(void)
{
	struct presence_frame f = the_frame();
	struct presence_proof *a = &f.proofs[0], *b = &f.proofs[1];
	struct es256 *key = public_key("device_public");
	uint8_t secret[PRESENCE_KEY_LEN], flash[PRESENCE_KEY_LEN];
	uint8_t due[PRESENCE_FLASH_LEN];

	vector("session_secret", secret, sizeof(secret));
	vector("flash_key", flash, sizeof(flash));
	T_TRUE(presence_proof_fault(&f, a) == NULL);
	T_TRUE(presence_proof_fault(&f, b) == NULL);
	T_EQ(a->totp, 93626793);
	T_EQ(a->t_ms, UINT64_C(1773666040000));
	T_EQ(b->round, 59122200);
	T_EQ(b->t_ms, UINT64_C(1773666010964));
	T_EQ(b->slot, 23);
	T_EQ(presence_slot(secret, f.session, b->round, b->student), 23);
	presence_flash(flash, f.session, f.beacon, b, due);
	exactly("flash_due", due, sizeof(due));
	exactly("flash_seen", b->flash, sizeof(b->flash));
	T_EQ(presence_wrong_bits(due, b->flash), 1);
	T_TRUE(presence_proof_verify(a, NULL, f.session, f.beacon, key));
	T_TRUE(presence_proof_verify(b, due, f.session, f.beacon, key));
	T_FALSE(presence_proof_verify(b, NULL, f.session, f.beacon, key));
	signed_bytes("proof1_signed", a, key);
	signed_bytes("proof2_signed", b, key);
	es256_free(key);
}

static void
tokens(void)
{
	struct es256 *key = public_key("beacon_public");
	uint8_t beacon[PRESENCE_ID_LEN], said[PRESENCE_AUTH_LEN];
	uint8_t sig[ES256_SIG_LEN];

	vector("beacon_id", beacon, sizeof(beacon));
	presence_auth_write(beacon, 1, T_FRAME, said);
	exactly("auth_signed", said, sizeof(said));
	T_EQ(vector("auth_signature", sig, sizeof(sig)), sizeof(sig));
	T_TRUE(es256_verify(key, said, sizeof(said), sig));
	es256_free(key);
}

/* The numbers of the text are those of the header. */
static void
numbers(void)
{
	T_EQ(PRESENCE_HEAD_LEN, 63);
	T_EQ(PRESENCE_PROOF_LEN, 138);
	T_EQ(PRESENCE_FRAME_LEN(2), 63 + 2 * 138 + 96);
	T_EQ(PRESENCE_ROUND_MS, 30000);
	T_EQ(PRESENCE_SLOT_MS, 468);
	T_EQ(PRESENCE_JITTER_MS, 100);
	T_EQ(PRESENCE_AGE_MS, 60000);
	T_EQ(PRESENCE_SKEW_MS, 30000);
	T_EQ(PRESENCE_WRONG_BITS, 2);
}

static char *
read_page(void)
{
	const char *dir = secure_getenv("LYCEUM_SRCDIR");
	char path[512], *text = NULL;
	size_t room = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/docs/beacon-protocol.md",
	    dir != NULL ? dir : ".");
	f = fopen(path, "re");
	if (f == NULL || getdelim(&text, &room, '\0', f) <= 0) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(2);
	}
	fclose(f);
	return text;
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "frame", frames },
		{ "proofs", proofs },
		{ "token", tokens },
		{ "numbers", numbers },
		CU_TEST_INFO_NULL,
	};
	int rc;

	page = read_page();
	rc = suite_run("presence_doc", tests);
	free(page);
	return rc;
}
