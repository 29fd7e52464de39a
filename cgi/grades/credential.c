#include "core.h"
#include <jansson.h>
#include "conf.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "signer.h"
#include "site.h"
#include "transcript.h"

/*
 * Open Badges 3.0 over the Verifiable Credentials Data Model 2.0, as a JWT
 * (OB 3.0, 8.2): what the credential claims are the claims of the token, and
 * `kid` is where its key is found.
 */

#define CONTEXT_VC "https://www.w3.org/ns/credentials/v2"
#define CONTEXT_OB "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

static void
decref(void *json)
{
	json_decref(json);
}

/* The JSON as text; it is released, and NULL gives NULL. */
static const char *
dumped(struct req *r, json_t *o)
{
	char *s = o == NULL ? NULL : json_dumps(o, JSON_COMPACT);
	const char *text = s == NULL ? NULL : arena_strdup(r->arena, s);

	free(s);
	json_decref(o);
	return text;
}

static const char *
issuer_url(struct req *r, const char *school)
{
	return arena_printf(r->arena, "%s/credentials/%s",
	    site.conf->base_url, school);
}

static const char *
key_url(struct req *r, const char *school, const char *kid)
{
	return arena_printf(r->arena, "%s/keys/%s", issuer_url(r, school),
	    kid);
}

static const char *
urn(struct req *r, const char *id)
{
	return arena_printf(r->arena, "urn:uuid:%s", id);
}

/* ---- A transcript as a credential */

/* What is made of one row: texts of it, and of its document. */
struct badge {
	struct req		*r;
	const struct rows	*rs;
	const char		*school, *school_name, *at, *gpa;
	const char		*issuer, *gpa_id;
};

static json_t *
achievement(const struct badge *b)
{
	return json_pack("{s:s, s:[s], s:s, s:s, s:{s:s},"
	    " s:[{s:s, s:[s], s:s, s:s}]}",
	    "id", arena_printf(b->r->arena, "%s/transcript", b->issuer),
	    "type", "Achievement", "name", "Transcript",
	    "description", "Courses, grades and grade point average",
	    "criteria", "narrative",
	    "Recorded by the school when each course ended",
	    "resultDescription", "id", b->gpa_id,
	    "type", "ResultDescription", "name", "Cumulative GPA",
	    "resultType", "GradePointAverage");
}

static json_t *
subject(const struct badge *b)
{
	json_t *s = json_pack("{s:s, s:[s], s:[{s:s, s:b, s:s, s:s}], s:o}",
	    "id", urn(b->r, rows_get(b->rs, 0, "student_id")),
	    "type", "AchievementSubject",
	    "identifier", "type", "IdentityObject", "hashed", 0,
	    "identityHash", rows_get(b->rs, 0, "full_name"),
	    "identityType", "name", "achievement", achievement(b));

	if (s != NULL && b->gpa != NULL)
		json_object_set_new(s, "result",
		    json_pack("[{s:[s], s:s, s:s}]", "type", "Result",
		    "resultDescription", b->gpa_id, "value", b->gpa));
	return s;
}

/* What proves it: where it is verified, and the digest of the whole. */
static json_t *
evidence(const struct badge *b)
{
	return json_pack("[{s:s, s:[s], s:s, s:s}]",
	    "id", transcript_url(b->r, rows_get(b->rs, 0, "code")),
	    "type", "Evidence", "name", "The transcript as it was issued",
	    "narrative", arena_printf(b->r->arena,
	    "SHA-256 of its canonical JSON (RFC 8785): %s",
	    rows_get(b->rs, 0, "sha256")));
}

static json_t *
credential_of(const struct badge *b)
{
	return json_pack("{s:[s, s], s:s, s:[s, s], s:s, s:{s:s, s:[s], s:s},"
	    " s:s, s:o, s:o, s:{s:s, s:s}}",
	    "@context", CONTEXT_VC, CONTEXT_OB,
	    "id", urn(b->r, rows_get(b->rs, 0, "id")),
	    "type", "VerifiableCredential", "OpenBadgeCredential",
	    "name", "Transcript",
	    "issuer", "id", b->issuer, "type", "Profile",
	    "name", b->school_name, "validFrom", b->at,
	    "credentialSubject", subject(b), "evidence", evidence(b),
	    "credentialStatus",
	    "id", arena_printf(b->r->arena, "%s/revoked.json", b->issuer),
	    "type", "1EdTechRevocationList");
}

/* The claims that every JWT has, beside those of the credential. */
static const char *
payload_of(const struct badge *b)
{
	json_int_t since = rows_int(b->rs, 0, "_issued_s");
	json_t *c = credential_of(b);
	json_t *jwt = json_pack("{s:s, s:s, s:s, s:I, s:I}",
	    "iss", b->issuer, "jti", urn(b->r, rows_get(b->rs, 0, "id")),
	    "sub", urn(b->r, rows_get(b->rs, 0, "student_id")),
	    "nbf", since, "iat", since);

	if (c != NULL)
		json_object_update(c, jwt);
	json_decref(jwt);
	return dumped(b->r, c);
}

static bool
read_badge(struct badge *b)
{
	json_t *doc = json_loads(rows_get(b->rs, 0, "document"), 0, NULL);

	if (doc != NULL)
		arena_defer(b->r->arena, decref, doc);
	if (doc == NULL || json_unpack(doc, "{s:{s:s, s:s}, s:s, s:{s?s}}",
	    "school", "id", &b->school, "name", &b->school_name,
	    "issued_at", &b->at, "cumulative", "gpa", &b->gpa) != 0)
		return false;
	b->issuer = issuer_url(b->r, b->school);
	b->gpa_id = arena_printf(b->r->arena, "%s/transcript#gpa", b->issuer);
	return true;
}

static const char *
signed_badge(const struct badge *b)
{
	struct rows *key = sql_signing_key_last(b->r, b->school);
	const char *pem = rows_get(key, 0, "private_key"), *payload, *header;

	if (pem == NULL)
		return NULL;
	header = dumped(b->r, json_pack("{s:s, s:s, s:s}", "alg", "ES256",
	    "typ", "JWT", "kid", key_url(b->r, b->school,
	    rows_get(key, 0, "kid"))));
	payload = payload_of(b);
	return header == NULL || payload == NULL ? NULL :
	    signer_jws(b->r->arena, pem, header, payload);
}

enum err
credential(struct req *r)
{
	struct badge b = { .r = r, .rs = db_rows(r, &q_transcript_get,
	    req_bind(r, &q_transcript_get)) };
	const char *jws;

	if (r->err != OK)
		return r->err;
	if (rows_count(b.rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	if (rows_is(b.rs, 0, "is_revoked"))
		return req_fail(r, ERR_CONFLICT,
		    "This transcript was revoked; nothing vouches for it.");
	jws = read_badge(&b) ? signed_badge(&b) : NULL;
	if (jws == NULL)
		return req_fail(r, ERR_BUG,
		    "The credential cannot be signed.");
	r->status = 200;
	req_header(r, "Content-Disposition", arena_printf(r->arena,
	    "attachment; filename=\"transcript-%s.jwt\"",
	    rows_get(b.rs, 0, "code")));
	buf_puts(&r->out, jws);
	return r->err;
}

/* ---- What anybody may read of a school */

static json_t *
key_json(struct req *r, const struct rows *rs, int row)
{
	json_t *jwk = json_loads(rows_get(rs, row, "public_jwk"), 0, NULL);

	json_object_set_new(jwk, "kid", json_string(key_url(r,
	    rows_get(rs, row, "school"), rows_get(rs, row, "kid"))));
	return jwk;
}

static enum err
say(struct req *r, json_t *o)
{
	const char *s = dumped(r, o);

	if (s == NULL)
		return req_fail(r, ERR_BUG, "The keys cannot be written.");
	buf_puts(&r->out, s);
	return r->err;
}

enum err
credential_keys(struct req *r)
{
	struct rows *rs = sql_signing_keys(r, req_var(r, "school_id"), NULL);
	json_t *keys = json_array();

	if (r->err == OK && rows_count(rs) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	for (int i = 0; i < rows_count(rs); i++)
		if (rows_get(rs, i, "kid") != NULL)
			json_array_append_new(keys, key_json(r, rs, i));
	if (r->err == OK)
		return say(r, json_pack("{s:o}", "keys", keys));
	json_decref(keys);
	return r->err;
}

enum err
credential_key(struct req *r)
{
	struct rows *rs = sql_signing_keys(r, req_var(r, "school_id"),
	    req_var(r, "key"));

	if (r->err != OK)
		return r->err;
	if (rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	return say(r, key_json(r, rs, 0));
}

enum err
credential_issuer(struct req *r)
{
	struct rows *rs = sql_signing_keys(r, req_var(r, "school_id"), NULL);

	if (r->err != OK)
		return r->err;
	if (rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	return say(r, json_pack("{s:s, s:s, s:[s], s:s, s:s}",
	    "@context", CONTEXT_OB,
	    "id", issuer_url(r, rows_get(rs, 0, "school")),
	    "type", "Profile", "name", rows_get(rs, 0, "name"),
	    "url", site.conf->base_url));
}

/* Ids alone: why is the school's affair. */
enum err
credential_revoked(struct req *r)
{
	const char *school = req_var(r, "school_id");
	struct rows *rs = sql_credentials_revoked(r, school);
	json_t *list = json_array();

	for (int i = 0; i < rows_count(rs); i++)
		json_array_append_new(list, json_pack("{s:s, s:b}", "id",
		    urn(r, rows_get(rs, i, "id")), "revoked", 1));
	if (r->err == OK)
		return say(r, json_pack("{s:s, s:s, s:o}",
		    "id", arena_printf(r->arena, "%s/revoked.json",
		    issuer_url(r, school)), "issuer", issuer_url(r, school),
		    "revokedCredential", list));
	json_decref(list);
	return r->err;
}
