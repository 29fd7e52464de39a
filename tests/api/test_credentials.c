/*
 * What a transcript is as a credential, read as a stranger does who has its
 * text and our addresses; and the pages of transcripts, as a browser uses
 * them.
 */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "crypto.h"
#include "es256.h"
#include "unit/suite.h"

/* A transcript of the demo's student: whose courses have grades. */
static struct reply *
issued(void)
{
	struct reply *r = api_send(api_token("student"), "POST", api_format(
	    "/students/%s/transcripts", my_id("student")), "{}");

	T_STATUS(r, 201);
	return r;
}

static struct reply *
read_plain(const char *path)
{
	return api(&(struct ask){ .method = "GET", .path = path });
}

/* ---- Tokens */

static json_t *
part_of(const char *s)
{
	size_t n = strcspn(s, "."), len;
	char *text = calloc(1, n + 1);
	json_t *o = NULL;

	if (b64url_decode(s, n, text, n, &len))
		o = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	T_TRUE(o != NULL);
	return o;
}

static const char *
text_of(json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s == NULL ? "" : s;
}

static struct es256 *
key_of(json_t *jwk)
{
	const char *x = text_of(jwk, "x"), *y = text_of(jwk, "y");
	uint8_t bx[ES256_XY_LEN], by[ES256_XY_LEN];
	size_t n, m;

	T_SAME(text_of(jwk, "kty"), "EC");
	T_SAME(text_of(jwk, "crv"), "P-256");
	T_TRUE(json_object_get(jwk, "d") == NULL);
	if (!b64url_decode(x, strlen(x), bx, sizeof(bx), &n) ||
	    !b64url_decode(y, strlen(y), by, sizeof(by), &m) ||
	    n != sizeof(bx) || m != sizeof(by))
		return NULL;
	return es256_public(bx, by);
}

/* The key that a header names, as the school publishes it. */
static struct es256 *
published(const char *kid)
{
	json_t *keys, *jwk;
	struct es256 *key = NULL;
	struct reply *r = read_plain(api_format(
	    "/credentials/%s/jwks.json", my_school()));
	size_t i;

	T_STATUS(r, 200);
	keys = json_object_get(r->json, "keys");
	json_array_foreach(keys, i, jwk)
		if (strcmp(text_of(jwk, "kid"), kid) == 0)
			key = key_of(jwk);
	return key;
}

static bool
holds(const char *jws, const char *kid)
{
	const char *dot = strrchr(jws, '.');
	uint8_t sig[ES256_SIG_LEN];
	struct es256 *key = published(kid);
	size_t n;
	bool ok;

	ok = key != NULL && b64url_decode(dot + 1, strlen(dot + 1), sig,
	    sizeof(sig), &n) && n == sizeof(sig) && es256_verify(key, jws,
	    (size_t)(dot - jws), sig);
	es256_free(key);
	return ok;
}

static const char *
credential_of(const char *id)
{
	struct reply *r = api_get(api_token("student"), api_format(
	    "/transcripts/%s/credential", id));

	T_STATUS(r, 200);
	T_SAME(reply_header(r, "Content-Type"), "application/jwt");
	return r->body;
}

/* ---- Tests */

static void
claims_are_of_both_standards(const char *id, struct reply *made, json_t *c)
{
	json_t *subject = json_object_get(c, "credentialSubject");
	const char *urn = api_format("urn:uuid:%s", id);

	T_SAME(text_of(c, "id"), urn);
	T_SAME(text_of(c, "jti"), urn);
	T_SAME(json_string_value(json_array_get(json_object_get(c,
	    "@context"), 0)), "https://www.w3.org/ns/credentials/v2");
	T_SAME(json_string_value(json_array_get(json_object_get(c, "type"),
	    1)), "OpenBadgeCredential");
	T_SAME(text_of(json_object_get(c, "issuer"), "id"),
	    text_of(c, "iss"));
	T_SAME(text_of(subject, "id"), text_of(c, "sub"));
	T_SAME(text_of(c, "sub"), api_format("urn:uuid:%s",
	    my_id("student")));
	T_TRUE(json_object_get(json_object_get(subject, "achievement"),
	    "criteria") != NULL);
	T_TRUE(strstr(text_of(json_array_get(json_object_get(c, "evidence"),
	    0), "narrative"), reply_text(made, "sha256")) != NULL);
	T_TRUE(strstr(text_of(c, "validFrom"), "T") != NULL);
}

static void
the_school_vouches(void)
{
	struct reply *made = issued(), *r;
	const char *id = reply_text(made, "id"), *jws = credential_of(id);
	json_t *head = part_of(jws), *c = part_of(strchr(jws, '.') + 1);
	const char *kid = text_of(head, "kid");
	char *forged = strdup(jws), *at;

	T_SAME(text_of(head, "alg"), "ES256");
	T_TRUE(holds(jws, kid));
	claims_are_of_both_standards(id, made, c);
	at = strchr(forged, '.') + 100;
	*at = *at == 'A' ? 'B' : 'A';
	T_FALSE(holds(forged, kid));
	r = read_plain(strstr(kid, "/credentials/"));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "kid"), kid);
	r = read_plain(api_format("/credentials/%s", my_school()));
	T_SAME(reply_text(r, "id"), text_of(c, "iss"));
	free(forged);
	json_decref(head);
	json_decref(c);
	api_free();
}

/* What the old key signed can be verified after the new one has come. */
static void
keys_come_and_stay(void)
{
	const char *id = reply_text(issued(), "id");
	const char *before = credential_of(id), *after;
	json_t *old = part_of(before), *new;

	T_EQ(system(api_format("%s credentials rotate --school LYCEUM "
	    "> /dev/null", getenv("LYCEUMCTL"))), 0);
	after = credential_of(id);
	new = part_of(after);
	T_TRUE(strcmp(text_of(old, "kid"), text_of(new, "kid")) != 0);
	T_TRUE(holds(before, text_of(old, "kid")));
	T_TRUE(holds(after, text_of(new, "kid")));
	T_FALSE(holds(before, text_of(new, "kid")));
	T_TRUE(system(api_format("%s credentials rotate --school NOWHERE "
	    "2> /dev/null", getenv("LYCEUMCTL"))) != 0);
	json_decref(old);
	json_decref(new);
	api_free();
}

static void
nobody_vouches_for_the_revoked(void)
{
	const char *id = reply_text(issued(), "id");
	const char *list = api_format("/credentials/%s/revoked.json",
	    my_school());

	T_TRUE(strstr(read_plain(list)->body, id) == NULL);
	T_STATUS(api_send(api_token("admin"), "POST", api_format(
	    "/transcripts/%s/revoke", id), "{\"reason\":\"Too early\"}"),
	    200);
	T_PROBLEM(api_get(api_token("student"), api_format(
	    "/transcripts/%s/credential", id)), 409, "conflict");
	T_TRUE(strstr(read_plain(list)->body, id) != NULL);
	T_TRUE(strstr(read_plain(list)->body, "Too early") == NULL);
	api_free();
}

static void
strangers_have_no_keys(void)
{
	const char *nobody = "00000000-0000-7000-8000-000000000000";
	struct reply *r;

	T_STATUS(read_plain(api_format("/credentials/%s/jwks.json", nobody)),
	    404);
	T_STATUS(read_plain(api_format("/credentials/%s", nobody)), 404);
	T_STATUS(read_plain("/credentials/x/jwks.json"), 404);
	T_STATUS(read_plain(api_format("/credentials/%s/keys/none",
	    my_school())), 404);
	r = read_plain(api_format("/credentials/%s/revoked.json", nobody));
	T_EQ(json_array_size(reply_at(r, "revokedCredential")), 0);
	api_free();
}

/* ---- Pages */

static bool
shows(const struct reply *r, const char *what)
{
	T_STATUS(r, 200);
	T_SAY(strstr(r->body, what) != NULL, "the page has no %s", what);
	return true;
}

static void
a_student_issues_by_hand(void)
{
	const char *id = my_id("student"), *where;
	const char *page = api_format("/students/%s/transcript", id);
	const char *action = api_format("/students/%s/transcripts", id);
	struct reply *r;

	shows(page_of("student", page), "Cumulative GPA");
	r = form_send("student", action, form_of("student", page, action),
	    "");
	T_STATUS(r, 303);
	where = keep(reply_header(r, "Location"));
	T_TRUE(strncmp(where, "/transcripts/", 13) == 0);
	shows(page_of("student", where), "/verify/");
	T_TRUE(strstr(page_of("student", where)->body, "revoke\"") == NULL);
	shows(page_of("student", action), where);
	r = page_of("student", api_format("%s/pdf", where));
	T_STATUS(r, 200);
	T_TRUE(memcmp(r->body, "%PDF-", 5) == 0);
	r = read_plain(api_format("%s/pdf", where));
	T_STATUS(r, 303);
	T_TRUE(strstr(reply_header(r, "Location"), "/auth/login") != NULL);
	api_free();
}

static void
an_office_revokes_by_hand(void)
{
	const char *page = api_format("/transcripts/%s", reply_text(issued(),
	    "id"));
	const char *action = api_format("%s/revoke", page), *form;
	struct reply *r;

	form = form_of("admin", page, action);
	r = form_send("admin", action, form, "reason=");
	T_STATUS(r, 422);
	T_TRUE(strstr(r->body, "e-reason") != NULL);
	r = form_send("admin", action, form_of("admin", page, action),
	    "reason=Wrong+name");
	T_STATUS(r, 303);
	shows(page_of("student", page), "Wrong name");
	T_TRUE(strstr(page_of("admin", page)->body, action) == NULL);
	api_free();
}

static void
anybody_verifies_by_hand(void)
{
	const char *code = reply_text(issued(), "code");
	struct reply *r = read_plain("/verify");

	shows(r, "name=\"code\"");
	r = read_plain(api_format("/verify?code=%s", code));
	T_STATUS(r, 303);
	T_SAME(reply_header(r, "Location"), api_format("/verify/%s", code));
	shows(read_plain(reply_header(r, "Location")), "<h1>Valid</h1>");
	r = read_plain("/verify/0000-0000-0000-0001");
	T_STATUS(r, 404);
	T_TRUE(strstr(r->body, "<h1>Unknown</h1>") != NULL);
	r = read_plain("/verify?code=%3Cscript%3E");
	r = read_plain(reply_header(r, "Location"));
	T_STATUS(r, 404);
	T_TRUE(strstr(r->body, "<script>") == NULL);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "signed", the_school_vouches },
		{ "keys", keys_come_and_stay },
		{ "revoked", nobody_vouches_for_the_revoked },
		{ "strangers", strangers_have_no_keys },
		{ "issuing", a_student_issues_by_hand },
		{ "revoking", an_office_revokes_by_hand },
		{ "verifying", anybody_verifies_by_hand },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("credentials", tests);
}
