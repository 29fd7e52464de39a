#include "core.h"
#include <time.h>
#include <unistd.h>
#include "api/fixtures.h"
#include "api/hook.h"
#include "arena.h"
#include "conf.h"
#include "crypto.h"

const char *
hook_folder(void)
{
	static struct arena kept;
	static struct config conf;
	const char *file = getenv("LYCEUM_CONF");
	char why[256];

	if (conf.stripe_dir == NULL && (file == NULL || !conf_load(&conf,
	    &kept, file, "payments", why, sizeof(why))))
		abort();
	return conf.stripe_dir;
}

const char *
hook_secret(void)
{
	static char secret[256];
	FILE *f;

	if (secret[0] != '\0')
		return secret;
	f = fopen(api_format("%s/webhook_secrets", hook_folder()), "re");
	if (f == NULL || fgets(secret, sizeof(secret), f) == NULL)
		abort();
	fclose(f);
	secret[strcspn(secret, "\n")] = '\0';
	return secret;
}

const char *
hook_mac(const char *secret, long t, const char *body)
{
	const char *when = api_format("%ld.", t);
	const struct bytes parts[] = {
		{ when, strlen(when) },
		{ body, strlen(body) },
	};
	char hex[HEX_SIZE(SHA256_LEN)];
	uint8_t mac[SHA256_LEN];

	crypto_hmac_parts(secret, strlen(secret), parts, NITEMS(parts), mac);
	hex_encode(hex, mac, sizeof(mac));
	return api_format("%s", hex);
}

const char *
hook_header(const char *secret, long t, const char *body)
{
	return api_format("t=%ld,v1=%s", t, hook_mac(secret, t, body));
}

struct reply *
hook_post(const char *header, const char *body)
{
	return api(&(struct ask){ .method = "POST",
	    .path = "/api/v1/payments/webhook",
	    .body = body,
	    .headers = { header == NULL ? NULL :
					  api_format("Stripe-Signature: %s",
					      header) } });
}

struct reply *
hook_send(const char *body)
{
	return hook_post(hook_header(hook_secret(), (long)time(NULL), body),
	    body);
}

const char *
hook_event(const char *id, const char *type, long created, const char *object)
{
	return api_format("{\"id\":\"%s\",\"object\":\"event\",\"type\":\"%s\","
	    "\"created\":%ld,\"livemode\":false,\"api_version\":\"2024-06-20\","
	    "\"data\":{\"object\":%s}}",
	    id, type, created, object);
}

const char *
hook_name(const char *prefix)
{
	struct uuid id = uuid7();
	char *s = (char *)(uintptr_t)api_format("%s_%s", prefix, id.s);

	for (char *p = s; *p != '\0'; p++)
		if (*p == '-')
			*p = 'x';
	return s;
}

const char *
hook_outcome(const char *id)
{
	const char *sql = api_format("select outcome from billing.stripe_events"
	    " where id = '%s' and outcome is not null",
		       id),
		   *said = "";

	for (int i = 0; i < 200 && *said == '\0'; i++) {
		if (i > 0)
			usleep(50 * 1000);
		said = psql(sql);
	}
	return said;
}
