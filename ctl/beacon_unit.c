#include "core.h"

#include <jansson.h>

#include "beacon.h"

#define FIRMWARE "simulator " PACKAGE_VERSION

/* ---- Memory of its own */

static const char *
text_of(struct web *w, const void *p, size_t n)
{
	char *text = arena_alloc(w->arena, B64_SIZE(n));

	b64_encode(text, p, n);
	return text;
}

static void
keep(struct web *w, const struct unit *u)
{
	char pem[ES256_PEM_MAX] = "";

	if (w->why != NULL)
		return;
	if (es256_pem(u->key, pem) == 0)
		web_fail(w, "the beacon's key cannot be written");
	keep_write(w, u->folder, "beacon", u->id,
	    json_pack("{ss sI sI ss ss ss}", "id", u->id, "key_id",
		(json_int_t)u->key_id, "seq", (json_int_t)u->seq, "chain",
		text_of(w, u->chain, sizeof(u->chain)), "totp_key",
		text_of(w, u->room, sizeof(u->room)), "private_key", pem));
}

void
device_load(struct web *w, struct unit *u, const char *id)
{
	json_t *j = keep_read(w, u->folder, "beacon", id);
	const char *pem;

	if (w->why == NULL && j == NULL)
		web_fail(w,
		    "the keys of beacon %s are not in %s; "
		    "lyceumctl beacon provision makes another one",
		    id, u->folder);
	u->id = web_text(w, j, "id");
	web_id(w, u->id, u->raw);
	web_bytes(w, web_text(w, j, "totp_key"), u->room, sizeof(u->room));
	web_bytes(w, web_text(w, j, "chain"), u->chain, sizeof(u->chain));
	pem = web_text(w, j, "private_key");
	if (w->why != NULL)
		return;
	u->key = es256_from_pem(pem, strlen(pem));
	u->key_id = (uint32_t)json_integer_value(json_object_get(j, "key_id"));
	u->seq = (uint64_t)json_integer_value(json_object_get(j, "seq"));
	if (u->key == NULL)
		web_fail(w, "the key of beacon %s cannot be read", id);
}

void
device_free(struct unit *u)
{
	es256_free(u->key);
	u->key = NULL;
}

/* ---- At the server */

/* The private key stays here: only its public half is told. */
void
device_provision(struct web *w, struct unit *u, const char *admin,
    const char *name, const char *room_id)
{
	struct fetch_ask ask = { "POST", "/beacon", admin, NULL };
	json_t *j = NULL;

	if (w->why != NULL)
		return;
	u->key = es256_generate();
	ask.body = json_pack("{ss ss ss* ss ss}", "name", name, "kind",
	    "beacon", "classroom_id", room_id, "firmware", FIRMWARE,
	    "public_key", web_point(w, u->key));
	web_call(w, &ask, 0, &j);
	u->id = web_text(w, j, "id");
	web_id(w, u->id, u->raw);
	web_bytes(w, web_text(w, j, "totp_key"), u->room, sizeof(u->room));
	u->key_id = (uint32_t)json_integer_value(json_object_get(j, "key_id"));
	keep(w, u);
}

bool
device_sign_in(struct web *w, struct unit *u, bool must)
{
	struct fetch_ask ask = { .method = "POST",
		.path = "/beacon/auth/token" };
	uint8_t said[PRESENCE_AUTH_LEN], sig[ES256_SIG_LEN];
	uint64_t now = web_now_ms();
	json_t *j = NULL;

	if (w->why != NULL)
		return false;
	presence_auth_write(u->raw, u->key_id, now, said);
	if (!es256_sign(u->key, said, sizeof(said), sig)) {
		web_fail(w, "the beacon cannot sign");
		return false;
	}
	ask.body = json_pack("{ss sI sI ss}", "beacon_id", u->id, "key_id",
	    (json_int_t)u->key_id, "t_ms", (json_int_t)now, "signature",
	    text_of(w, sig, sizeof(sig)));
	if (web_call(w, &ask, must ? 0 : 401, &j) == 401)
		return false;
	u->token = web_text(w, j, "access_token");
	return w->why == NULL;
}

void
device_heartbeat(struct web *w, struct unit *u)
{
	struct fetch_ask ask = { "POST", "/beacon/heartbeat", u->token, NULL };

	if (w->why != NULL)
		return;
	ask.body = json_pack("{ss}", "version", FIRMWARE);
	web_call(w, &ask, 0, NULL);
}

/* ---- Frames */

static int
post(struct web *w, const struct unit *u, const struct sent *s, int fine,
    json_t **out)
{
	struct fetch_ask ask = { "POST", "/beacon/proofs", u->token, NULL };

	if (w->why != NULL)
		return 0;
	ask.body = json_pack("{ss}", "frame", text_of(w, s->bytes, s->n));
	return web_call(w, &ask, fine, out);
}

json_t *
device_send(struct web *w, struct unit *u,
    const uint8_t session[PRESENCE_ID_LEN], const struct presence_proof *proofs,
    size_t n, struct sent *s)
{
	struct presence_frame f = { .key_id = u->key_id,
		.seq = u->seq + 1,
		.t_ms = web_now_ms(),
		.n = (uint8_t)n };
	json_t *j = NULL;

	if (w->why != NULL)
		return NULL;
	memcpy(f.beacon, u->raw, sizeof(f.beacon));
	memcpy(f.session, session, sizeof(f.session));
	memcpy(f.prev, u->chain, sizeof(f.prev));
	memcpy(f.proofs, proofs, n * sizeof(*proofs));
	f.totp = presence_totp(u->room, f.t_ms);
	s->n = presence_frame_sign(&f, u->key) ?
	    presence_frame_write(&f, s->bytes) :
	    0;
	if (s->n == 0)
		web_fail(w, "a frame cannot be written");
	if (post(w, u, s, 0, &j) == 0)
		return NULL;
	u->seq = f.seq;
	presence_frame_hash(s->bytes, s->n, u->chain);
	keep(w, u);
	return json_object_get(j, "results");
}

int
device_send_again(struct web *w, struct unit *u, const struct sent *s)
{
	return post(w, u, s, 409, NULL);
}
