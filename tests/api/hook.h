/*
 * hook.h - events, signed as Stripe signs them, for the webhook.
 *
 * The secret is the one of the server under test (LYCEUM_CONF).  Texts last
 * until api_free().
 */
#ifndef API_HOOK_H
#define API_HOOK_H

#include "api/api.h"

const char	*hook_folder(void);	/* stripe_dir */
const char	*hook_secret(void);	/* the first */
/* The hex of one v1. */
const char	*hook_mac(const char *secret, long t, const char *body);
/* "t=...,v1=..." */
const char	*hook_header(const char *secret, long t, const char *body);

struct reply	*hook_post(const char *header, const char *body);
struct reply	*hook_send(const char *body);	/* signed now */

/* An event; object is JSON.  Its id is the caller's. */
const char	*hook_event(const char *id, const char *type, long created,
		    const char *object);
/* A new name that nothing had: "evt_<unique>". */
const char	*hook_name(const char *prefix);
/* Until it was applied, ignored or has failed; what became of it. */
const char	*hook_outcome(const char *id);

#endif
