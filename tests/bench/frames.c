/*
 * frames.c - a school full of beacons and phones, for the benchmark.
 * usage: frames keys FILE N        N key pairs into FILE, public halves printed
 *        frames make FILE SESSIONS STUDENTS PER_FRAME
 * `make` prints what volley reads: session i has beacon i, which reports all
 * STUDENTS in frames of PER_FRAME.  Keys 1 to SESSIONS are the beacons', the
 * others the devices'.  Ids and secrets follow from the number alone; the
 * same rules stand in presence.py.
 */
#include "core.h"
#include <time.h>
#include "num.h"
#include "presence.h"

#define KEYS_MAX	4096

static struct es256 *keys[KEYS_MAX];

static void
bench_id(uint8_t out[16], char kind, unsigned n)
{
	char text[40];

	snprintf(text, sizeof(text), "00000000-000%c-7000-8000-%012x", kind,
	    n);
	if (!uuid_parse(text, out))
		abort();
}

/* As in SQL: sha256(convert_to('room 7', 'UTF8')). */
static void
bench_secret(uint8_t out[SHA256_LEN], const char *what, unsigned n)
{
	char text[40];

	crypto_sha256(text, (size_t)snprintf(text, sizeof(text), "%s %u",
	    what, n), out);
}

static int
make_keys(const char *path, int64_t n)
{
	FILE *f = fopen(path, "w");
	char pem[ES256_PEM_MAX], hex[HEX_SIZE(65)];

	if (f == NULL)
		return 1;
	for (int64_t i = 0; i < n; i++) {
		struct es256 *k = es256_generate();
		uint8_t point[65] = { 4 };

		if (k == NULL || es256_pem(k, pem) == 0 ||
		    !es256_xy(k, point + 1, point + 33))
			return 1;
		fputs(pem, f);
		hex_encode(hex, point, sizeof(point));
		puts(hex);
		es256_free(k);
	}
	return fclose(f);
}

static size_t
read_keys(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[256], pem[ES256_PEM_MAX] = "";
	size_t n = 0;

	while (f != NULL && n < KEYS_MAX &&
	    fgets(line, sizeof(line), f) != NULL) {
		size_t at = strlen(pem);

		snprintf(pem + at, sizeof(pem) - at, "%s", line);
		if (strncmp(line, "-----END", 8) != 0)
			continue;
		keys[n++] = es256_from_pem(pem, strlen(pem));
		pem[0] = '\0';
	}
	if (f != NULL)
		fclose(f);
	return n;
}

static void
fill_proof(const struct presence_frame *f, struct presence_proof *p,
    unsigned session, unsigned student, struct es256 *device)
{
	uint8_t secret[SHA256_LEN], flash[SHA256_LEN];

	p->kind = PRESENCE_FLASH;
	bench_id(p->student, '1', student);
	bench_id(p->device, '9', student);
	bench_secret(secret, "session", session);
	bench_secret(flash, "flash", student);
	p->round = presence_round(f->t_ms);
	p->slot = presence_slot(secret, f->session, p->round, p->student);
	p->t_ms = presence_slot_start(p->round, p->slot);
	crypto_random(p->nonce, sizeof(p->nonce));
	presence_flash(flash, f->session, f->beacon, p, p->flash);
	if (!presence_proof_sign(p, f->session, f->beacon, device))
		abort();
}

static void
print_frame(struct presence_frame *f, unsigned session)
{
	static uint8_t raw[PRESENCE_FRAME_MAX];
	static char text[B64_SIZE(PRESENCE_FRAME_MAX)];
	size_t n;

	if (!presence_frame_sign(f, keys[session - 1]))
		abort();
	n = presence_frame_write(f, raw);
	b64_encode(text, raw, n);
	printf("%u 0 bench-beacon-%u /api/v1/beacon/proofs "
	    "{\"frame\":\"%s\"}\n", session, session, text);
	presence_frame_hash(raw, n, f->prev);
}

static void
print_session(unsigned session, unsigned sessions, unsigned students,
    unsigned per_frame)
{
	struct presence_frame f = { .key_id = 1 };
	uint8_t room[SHA256_LEN];

	bench_id(f.beacon, 'b', session);
	bench_id(f.session, 'a', session);
	bench_secret(room, "room", session);
	for (unsigned done = 0; done < students;) {
		f.seq++;
		f.t_ms = (uint64_t)time(NULL) * 1000;
		f.totp = presence_totp(room, f.t_ms);
		for (f.n = 0; f.n < per_frame && done < students; f.n++) {
			done++;
			fill_proof(&f, &f.proofs[f.n], session, done,
			    keys[sessions + done - 1]);
		}
		print_frame(&f, session);
	}
}

int
main(int argc, char **argv)
{
	int64_t a[3] = { 0 };

	for (int i = 3; i < argc && i < 6; i++)
		if (!num_read(argv[i], 1, KEYS_MAX, &a[i - 3]))
			argc = 0;
	if (argc == 4 && strcmp(argv[1], "keys") == 0)
		return make_keys(argv[2], a[0]);
	if (argc == 6 && strcmp(argv[1], "make") == 0 &&
	    a[2] <= PRESENCE_PROOFS_MAX &&
	    read_keys(argv[2]) >= (size_t)(a[0] + a[1])) {
		for (unsigned i = 1; i <= (unsigned)a[0]; i++)
			print_session(i, (unsigned)a[0], (unsigned)a[1],
			    (unsigned)a[2]);
		return 0;
	}
	fprintf(stderr, "usage: frames keys FILE N | make FILE SESSIONS "
	    "STUDENTS PER_FRAME\n");
	return 2;
}
