#include "core.h"

#include <jansson.h>

#include "beacon.h"

#define CALL_MS 600 /* there and back through a video call */
#define PHONE_NAME "Simulated phone"
#define OLD_MS 120000u

const char *
act_words(enum act act)
{
	static const char *const words[ACT_COUNT] = {
		[ACT_HONEST] = "in the room",
		[ACT_LENT] = "absent, a friend signs",
		[ACT_GUESSED] = "absent, guesses",
		[ACT_RECORDED] = "absent, a recording",
		[ACT_RELAYED] = "absent, a video call",
	};

	return words[act];
}

/* ---- Binding */

void
handset_sign_in(struct web *w, struct phone *p, const char *password)
{
	struct fetch_ask ask = { "GET", "/auth/me", NULL, NULL };
	json_t *j = NULL;

	p->token = web_sign_in(w, p->email, password);
	if (w->why != NULL || p->student_id != NULL)
		return;
	ask.token = p->token;
	web_call(w, &ask, 0, &j);
	p->student_id = web_text(w, j, "id");
	p->name = web_text(w, j, "full_name");
}

/* What is kept of a device that was bound before. */
static bool
remember(struct web *w, struct phone *p, const char *folder)
{
	json_t *j = keep_read(w, folder, "device", p->student_id);
	const char *pem;

	if (j == NULL)
		return false;
	p->device_id = web_text(w, j, "id");
	pem = web_text(w, j, "private_key");
	if (!web_bytes(w, web_text(w, j, "flash_key"), p->flash_key,
		sizeof(p->flash_key)))
		return false;
	es256_free(p->key);
	p->key = es256_from_pem(pem, strlen(pem));
	return p->key != NULL;
}

struct devices {
	const char *ours;
	bool is_ours, is_others; /* counts now */
};

static bool
look(struct web *w, const json_t *device, void *arg)
{
	struct devices *d = arg;
	const char *state = web_text(w, device, "state");
	const char *id = web_text(w, device, "id");
	const char *name = web_text(w, device, "name");

	if (w->why != NULL || strcmp(state, "active") != 0)
		return true;
	if (d->ours != NULL && strcmp(d->ours, id) == 0)
		d->is_ours = true;
	else if (strcmp(name, PHONE_NAME) != 0)
		d->is_others = true;
	return true;
}

bool
handset_is_free(struct web *w, struct phone *p, const char *folder,
    const char *admin, bool replace)
{
	struct devices d = { 0 };

	if (remember(w, p, folder))
		d.ours = p->device_id;
	web_list(w, arena_printf(w->arena, "/users/%s/devices", p->student_id),
	    admin, look, &d);
	if (!d.is_ours)
		p->device_id = NULL;
	return w->why == NULL && (!d.is_others || replace);
}

static void
bind_new(struct web *w, struct phone *p, const char *folder, const char *admin)
{
	struct fetch_ask ask = { "POST",
		arena_printf(w->arena, "/users/%s/devices", p->student_id),
		admin, NULL };
	const char *flash;
	char pem[ES256_PEM_MAX] = "";
	json_t *j = NULL;

	es256_free(p->key);
	p->key = es256_generate();
	ask.body = json_pack(
	    "{ss ss}", "name", PHONE_NAME, "public_key", web_point(w, p->key));
	web_call(w, &ask, 0, &j);
	p->device_id = web_text(w, j, "id");
	flash = web_text(w, j, "flash_key");
	if (!web_bytes(w, flash, p->flash_key, sizeof(p->flash_key)))
		return;
	if (es256_pem(p->key, pem) == 0)
		web_fail(w, "a device's key cannot be written");
	keep_write(w, folder, "device", p->student_id,
	    json_pack("{ss ss ss}", "id", p->device_id, "flash_key", flash,
		"private_key", pem));
}

void
handset_bind(
    struct web *w, struct phone *p, const char *folder, const char *admin)
{
	if (w->why == NULL && p->device_id == NULL)
		bind_new(w, p, folder, admin);
	web_id(w, p->student_id, p->student);
	web_id(w, p->device_id, p->device);
}

void
handset_free(struct phone *p)
{
	es256_free(p->key);
	p->key = NULL;
}

/* ---- Proving */

static int
below(int n)
{
	uint32_t v;

	crypto_random(&v, sizeof(v));
	return (int)(v % (uint32_t)n);
}

/* What light and a camera do to a flash: k different bits change. */
static void
spoil(uint8_t flash[PRESENCE_FLASH_LEN], int64_t k)
{
	uint32_t done = 0;

	while (k > 0) {
		int bit = below(8 * PRESENCE_FLASH_LEN);

		if (done >> bit & 1)
			continue;
		done |= UINT32_C(1) << bit;
		flash[bit / 8] ^= (uint8_t)(1u << bit % 8);
		k--;
	}
}

/* When the beacon sees the flash: in the slot, but for how it was done. */
static uint64_t
seen_at(const struct phone *p, const struct room *room, uint64_t start)
{
	int64_t jitter = room->jitter_ms == 0 ?
	    0 :
	    below((int)(2 * room->jitter_ms + 1)) - room->jitter_ms;

	if (p->act == ACT_RELAYED)
		return start + PRESENCE_SLOT_MS + (uint64_t)below(100) +
		    CALL_MS;
	return (uint64_t)((int64_t)start + PRESENCE_SLOT_MS / 2 + jitter);
}

static void
ask_slot(struct web *w, struct phone *p, const struct room *room)
{
	struct fetch_ask ask = { "GET",
		arena_printf(w->arena, "/sessions/%s/slot", room->session_id),
		p->token, NULL };
	struct presence_proof *proof = &p->proof;
	json_t *j = NULL;

	web_call(w, &ask, 0, &j);
	proof->round =
	    (uint64_t)json_integer_value(json_object_get(j, "round"));
	proof->slot = (uint16_t)json_integer_value(json_object_get(j, "slot"));
	proof->t_ms =
	    seen_at(p, room, presence_slot_start(proof->round, proof->slot));
}

/* The device that signs: a friend's, if one was lent. */
static const struct phone *
hand(const struct phone *p)
{
	return p->act == ACT_LENT ? p->lender : p;
}

static void
prove_by_light(struct web *w, struct phone *p, const struct room *room)
{
	struct presence_proof *proof = &p->proof;

	proof->kind = PRESENCE_FLASH;
	ask_slot(w, p, room);
	if (w->why != NULL)
		return;
	if (p->act == ACT_RECORDED) {
		proof->round -= OLD_MS / PRESENCE_ROUND_MS;
		proof->t_ms -= OLD_MS;
	}
	presence_flash(hand(p)->flash_key, room->session, room->unit->raw,
	    proof, proof->flash);
	if (p->act == ACT_GUESSED)
		spoil(proof->flash, 12);
}

static void
prove_by_code(struct phone *p, const struct room *room)
{
	struct presence_proof *proof = &p->proof;

	proof->kind = PRESENCE_TIMESTAMP;
	proof->t_ms = web_now_ms() - (p->act == ACT_RECORDED ? OLD_MS : 0);
	proof->round = presence_round(proof->t_ms);
	proof->totp = presence_totp(room->unit->room, proof->t_ms);
	if (p->act == ACT_GUESSED)
		proof->totp = (proof->totp + 4711) % PRESENCE_TOTP_MAX;
}

/* The phone signs what it sends; the beacon reports what it saw of it. */
void
handset_prove(struct web *w, struct phone *p, const struct room *room)
{
	const struct phone *signer = hand(p);
	struct presence_proof *proof = &p->proof;

	*proof = (struct presence_proof){ .kind = 0 };
	memcpy(proof->student, p->student, sizeof(proof->student));
	memcpy(proof->device, signer->device, sizeof(proof->device));
	crypto_random(proof->nonce, sizeof(proof->nonce));
	if (room->timestamps)
		prove_by_code(p, room);
	else
		prove_by_light(w, p, room);
	if (w->why == NULL &&
	    !presence_proof_sign(
		proof, room->session, room->unit->raw, signer->key))
		web_fail(w, "a device cannot sign");
	if (!room->timestamps && p->act == ACT_HONEST)
		spoil(proof->flash, room->errors);
}

static bool
in_slot(const struct presence_proof *p)
{
	uint64_t start = presence_slot_start(p->round, p->slot);

	return p->t_ms + PRESENCE_JITTER_MS >= start &&
	    p->t_ms < start + PRESENCE_SLOT_MS + PRESENCE_JITTER_MS;
}

bool
handset_should_pass(const struct phone *p, const struct room *room)
{
	return p->act == ACT_HONEST &&
	    (room->timestamps ||
		(room->errors <= PRESENCE_WRONG_BITS && in_slot(&p->proof)));
}

bool
handset_passed(const struct phone *p)
{
	return p->status != NULL && strcmp(p->status, "refused") != 0;
}
