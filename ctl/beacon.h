/*
 * beacon.h - a beacon and the phones of a class, for `lyceumctl beacon`.
 *
 * They speak the protocol of docs/beacon-protocol.md to a server as devices
 * would; nothing here looks into the database.  The first failure wins: after
 * it every call does nothing, and web.why says in one line what happened.
 * Memory lives in the arena until the program ends.
 *
 * Keys are kept in a folder, one file of JSON for each device, mode 0600.
 */
#ifndef CTL_BEACON_H
#define CTL_BEACON_H

#include "arena.h"
#include "fetch.h"
#include "presence.h"

struct ctl;

struct web {
	struct arena *arena;
	struct fetch_want want;
	struct fetch *fetch;
	const char *why; /* NULL: nothing failed */
};

/* ---- beacon_web.c */

bool web_open(
    struct web *, struct arena *, const char *url, const char *ca_file);
void web_close(struct web *);
void web_fail(struct web *, const char *, ...) PRINTF(2, 3);
/*
 * The answer's status, 0 after a failure.  Waits and asks again when told to.
 * Anything but success fails in the words of the server, unless it is `fine`.
 */
int web_call(
    struct web *, const struct fetch_ask *, int fine, struct json_t **);
/* The token of somebody who signs in. */
const char *web_sign_in(struct web *, const char *email, const char *password);
/* A member that must be a text; NULL: failed. */
const char *web_text(struct web *, const struct json_t *, const char *);
bool web_id(struct web *, const char *, uint8_t[PRESENCE_ID_LEN]);
/* Exactly n bytes in base64. */
bool web_bytes(struct web *, const char *, void *, size_t n);
const char *web_point(struct web *, const struct es256 *); /* base64 */
uint64_t web_now_ms(void);
/* Pages of a list, fn() on each item until it says enough. */
void web_list(struct web *, const char *path, const char *token,
    bool (*fn)(struct web *, const struct json_t *, void *), void *arg);

/* ---- beacon_keep.c: what devices remember */

/* NULL: no such file, or a failure. */
struct json_t *keep_read(
    struct web *, const char *folder, const char *kind, const char *id);
/* Whole or not at all; takes the value over. */
void keep_write(struct web *, const char *folder, const char *kind,
    const char *id, struct json_t *);

/* ---- beacon_unit.c: the device in the room */

struct unit {
	const char *folder, *id, *token;
	uint8_t raw[PRESENCE_ID_LEN], room[PRESENCE_KEY_LEN];
	uint8_t chain[SHA256_LEN];
	uint64_t seq;
	uint32_t key_id;
	struct es256 *key;
};

/* Made at the server by an administrator, and kept. */
void device_provision(struct web *, struct unit *, const char *admin,
    const char *name, const char *room_id);
void device_load(struct web *, struct unit *, const char *id);
void device_free(struct unit *);
/* False: it failed, or, where it need not be known, the server knows no such
 * beacon. */
bool device_sign_in(struct web *, struct unit *, bool must);
/* Says that it is alive. */
void device_heartbeat(struct web *, struct unit *);
/* Signs and sends these proofs; the answer's "results"; what was sent is
 * kept. */
struct sent {
	uint8_t bytes[PRESENCE_FRAME_MAX];
	size_t n;
};
struct json_t *device_send(struct web *, struct unit *,
    const uint8_t session[PRESENCE_ID_LEN], const struct presence_proof *,
    size_t n, struct sent *);
/* The same bytes once more; the status, which should be 409. */
int device_send_again(struct web *, struct unit *, const struct sent *);

/* ---- beacon_phone.c: what students hold */

enum act {
	ACT_HONEST,
	ACT_LENT,     /* somebody else's phone signs for an absent one */
	ACT_GUESSED,  /* the phone never saw the light of the room */
	ACT_RECORDED, /* everything right, but of two minutes ago */
	ACT_RELAYED,  /* through a video call, which takes its time */
	ACT_COUNT
};

struct phone {
	const char *student_id, *name, *email, *token, *device_id;
	uint8_t student[PRESENCE_ID_LEN], device[PRESENCE_ID_LEN];
	uint8_t flash_key[PRESENCE_KEY_LEN];
	struct es256 *key;
	enum act act;
	const struct phone *lender;
	struct presence_proof proof;
	const char *status, *reason; /* what came of it */
};

struct room {
	const struct unit *unit;
	uint8_t session[PRESENCE_ID_LEN];
	const char *session_id;
	bool timestamps; /* no light: signedTimestamp */
	int64_t errors, jitter_ms;
};

const char *act_words(enum act);
/* Signs in as the student. */
void handset_sign_in(struct web *, struct phone *, const char *password);
/* True: the student has no other device, or it may be replaced. */
bool handset_is_free(struct web *, struct phone *, const char *folder,
    const char *admin, bool replace);
/* The device that is kept, or a new one, bound by an administrator. */
void handset_bind(
    struct web *, struct phone *, const char *folder, const char *admin);
void handset_free(struct phone *);
/* Asks for the slot and fills the proof in, honestly or not. */
void handset_prove(struct web *, struct phone *, const struct room *);
/* Whether the rules accept what this phone did. */
bool handset_should_pass(const struct phone *, const struct room *);
bool handset_passed(const struct phone *);

#endif
