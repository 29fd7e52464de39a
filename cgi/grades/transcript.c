#include "core.h"
#include <jansson.h>
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "signer.h"
#include "tcode.h"
#include "transcript.h"

struct revoke_in {
	const char	*reason;
};

SHAPE(revoke_shape, struct revoke_in,
    FIELD(struct revoke_in, reason, .label = "Reason", .min = 1, .max = 1000,
	.doc = "For the school and the student; a verifier is not told it",
	.example = "Issued with a wrong name", .flags = F_REQUIRED));

/* The record as it stands today. */
enum err
transcript(struct req *r)
{
	struct record x;

	if (!transcript_read(r, req_var(r, "id"), &x))
		return r->err;
	req_add_one(r, "", x.head);
	req_add_json(r, "document", x.document);
	return r->err;
}

enum err
transcript_issued(struct req *r)
{
	struct rows *rs = db_rows(r, &q_transcript_get, req_bind(r,
	    &q_transcript_get));

	if (r->err != OK)
		return r->err;
	if (rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	req_add_text(r, "verify_url", transcript_url(r, rows_get(rs, 0,
	    "code")));
	return r->err;
}

/* ---- Issuing */

/* A school's first transcript makes its first key. */
static void
have_key(struct req *r)
{
	struct rows *rs = sql_signing_key_last(r, req_value(r, "school_id"));
	struct signer s;

	if (r->err != OK || rows_count(rs) > 0)
		return;
	if (!signer_make(r->arena, &s))
		req_fail(r, ERR_BUG, "No key could be made.");
	else
		sql_signing_key_add(r, req_value(r, "school_id"), s.kid, s.pem,
		    s.jwk);
}

/* code: its sixteen symbols. */
static struct rows *
add(struct req *r, const char *code, json_t *document)
{
	const char *text;
	char shown[TCODE_SHOWN];

	tcode_show(code, shown);
	json_object_set_new(document, "code", json_string(shown));
	json_object_set_new(document, "issued_at", json_string(
	    transcript_instant(r, r->now)));
	text = transcript_text(r, document);
	return text == NULL ? NULL :
			      sql_transcript_add(r, req_var(r, "id"),
				  req_value(r, "school_id"), code, text,
				  transcript_sha256(r, text),
				  arena_printf(r->arena, "%" PRId64, r->now),
				  req_value(r, "me"));
}

enum err
transcript_issue(struct req *r)
{
	char code[TCODE_SIZE];
	struct rows *rs;
	struct record x;

	if (!transcript_read(r, req_var(r, "id"), &x))
		return r->err;
	if (json_array_size(json_object_get(x.document, "terms")) == 0)
		return req_fail(r, ERR_CONFLICT,
		    "There is no course that a transcript could tell of.");
	have_key(r);
	tcode_make(code);
	rs = add(r, code, x.document);
	if (r->err != OK)
		return r->err;
	req_add_one(r, "", rs);
	req_add_text(r, "verify_url", transcript_url(r, rows_get(rs, 0,
	    "code")));
	r->location = arena_printf(r->arena, "%s/transcripts/%s",
	    r->api ? "/api/v1" : "", rows_get(rs, 0, "id"));
	return r->err;
}
