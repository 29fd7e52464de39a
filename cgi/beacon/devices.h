/*
 * devices.h - beacons and tags: provisioning, and what beacons say to us.
 *
 * Their protocol is docs/beacon-protocol.md.  Beacons have no session of
 * ours: they bring a token of their own, which token.c gives for a signed
 * timestamp, and every frame is signed besides.
 */
#ifndef BEACON_DEVICES_H
#define BEACON_DEVICES_H

#include "err.h"
#include "shape.h"

struct es256;
struct req;
struct rows;

extern const struct shape beacons_shape, beacon_shape, beacon_change_shape,
		    beacon_key_shape, beacon_token_shape, frame_shape,
		    heartbeat_shape, simulate_shape;

enum err	 beacon_create(struct req *);
enum err	 beacon_rotate(struct req *);
enum err	 beacon_token(struct req *);
enum err	 beacon_proofs(struct req *);
enum err	 beacon_heartbeat(struct req *);
enum err	 dev_simulate(struct req *);
enum err	 dev_rotate(struct req *);

/* False, and 404, in production. */
bool		 dev_only(struct req *);

/* SHA-256 of the bearer token in hex; fails with ERR_TOKEN without one. */
const char	*beacon_bearer(struct req *);
/* Of a column that holds 04, x and y in hex; NULL: not a key. */
struct es256	*beacon_key(const char *hex);
/* Exactly n bytes of a column in hex. */
bool		 beacon_bytes(const char *hex, uint8_t *, size_t n);
/*
 * The first of SECURITY.md's checks that a beacon fails: not known, not
 * active, a revoked key.  `rs` has is_active, public_key and is_revoked.
 */
void		 beacon_known(struct req *, const struct rows *);
/* |t_ms - now| <= 30 s, or an alarm and ERR_CLOCK. */
void		 beacon_clock(struct req *, const struct rows *,
		    const char *id, uint64_t t_ms);
/* At most `times` in a minute, or ERR_RATE. */
void		 beacon_rate(struct req *, const char *what, const char *id,
		    unsigned times);
/* Comes before req_fail(), after which nothing has an effect. */
void		 beacon_alarm(struct req *, const struct rows *,
		    const char *id, const char *kind, const char *detail);

#endif
