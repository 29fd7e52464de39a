#include "core.h"
#include <strings.h>
#include "crypto.h"
#include "db.h"
#include "fcgi.h"
#include "gen/grading.h"
#include "grades.h"
#include "import.h"
#include "import_answer.h"
#include "input.h"
#include "multipart.h"
#include "rows.h"
#include "text.h"
#include "worker.h"

#define PAGE_CELLS 2000u   /* changes that a page shows */
#define NAME_MAX_BYTES	100	/* of a file, in the history */
#define AT_ONCE		10000u	/* changes of one statement, for its time */

/* The query of a program; a form has them among its fields. */
struct import_in {
	bool dry_run;
	const char *digest, *reason;
};

SHAPE(import_shape, struct import_in,
    FIELD(struct import_in, dry_run, .label = "Only look",
	.flags = F_QUERY, .doc = "Say what the file would do, and do "
	    "nothing"),
    FIELD(struct import_in, digest, .label = "Digest", .max = 64,
	.pattern = "^[0-9a-f]{64}$", .hint = "64 digits of a dry run",
	.flags = F_QUERY, .doc = "Of the dry run that was looked at: what "
	    "would do anything else now is 412"),
    FIELD(struct import_in, reason, .label = "Reason", .max = 500,
	.flags = F_QUERY, .doc = "For the history of every grade"));

/* ---- The file */

struct file {
	const char *s, *name;
	size_t n;
};

static bool
is_text(const struct req *r)
{
	static const char *const types[] = { "text/csv", "text/plain",
	    "text/tab-separated-values" };
	const char *type = req_param(r, "CONTENT_TYPE");

	for (size_t i = 0; type != NULL && i < NITEMS(types); i++)
		if (strncasecmp(type, types[i], strlen(types[i])) == 0)
			return true;
	return false;
}

/* A file that was chosen, or what was pasted. */
static void
file_of_page(struct req *r, struct file *f)
{
	const char *pasted = form_get(&r->form, "csv");
	const char *name = form_get(&r->form, "file_name");

	*f = (struct file){ .name = name };
	if (r->file != NULL && r->file->n > 0)
		*f = (struct file){ r->file->s, r->file->filename,
			r->file->n };
	else if (pasted != NULL && *pasted != '\0')
		*f = (struct file){ pasted, name, strlen(pasted) };
	else
		req_fault(r, "file", "Choose a file, or paste its text.");
}

static void
file_of_program(struct req *r, struct file *f)
{
	*f = (struct file){ .s = r->call->body, .n = r->call->body_len };
	if (r->file != NULL)
		*f = (struct file){ r->file->s, r->file->filename,
			r->file->n };
	else if (!is_text(r))
		req_fail(r, ERR_MEDIA_TYPE, "Send text/csv, or a form with a "
		    "file.");
}

/* Why, as every history says it. */
static const char *
reason(struct req *r, const struct file *f)
{
	const char *said = req_value(r, "reason");

	if (said == NULL && !r->api)
		said = form_get(&r->form, "reason");
	if (said != NULL && *said != '\0' && text_chars(said) <= 500 &&
	    !text_has_control(said))
		return arena_printf(r->arena, "Import: %s", said);
	if (f->name == NULL || *f->name == '\0' || text_has_control(f->name) ||
	    strlen(f->name) > NAME_MAX_BYTES)
		return "Import";
	return arena_printf(r->arena, "Import of %s", f->name);
}

/* ---- What it comes to */

/* The changes as statements take them. */
struct batches {
	struct buf	*at;
	size_t		 n;
};

static void
make_batches(struct req *r, const struct import *m, struct batches *b)
{
	b->n = (m->nchanges + AT_ONCE - 1) / AT_ONCE;
	b->at = arena_alloc(r->arena, b->n * sizeof(*b->at));
	for (size_t i = 0; i < b->n; i++) {
		buf_init(&b->at[i], r->arena, REQ_OUT_MAX);
		import_changes(m, i * AT_ONCE, AT_ONCE, &b->at[i]);
		if (b->at[i].broken)
			req_fail(r, ERR_TOO_LARGE, NULL);
	}
}

/* Of everything that would be written, and over what. */
static const char *
digest_of(struct req *r, const struct batches *b)
{
	char *hex = arena_alloc(r->arena, HEX_SIZE(SHA256_LEN));
	const char *course = req_value(r, "course_id");
	uint8_t sha[SHA256_LEN];
	struct buf all;

	buf_init(&all, r->arena, REQ_OUT_MAX);
	buf_puts(&all, course);
	for (size_t i = 0; i < b->n; i++) {
		crypto_sha256(buf_text(&b->at[i]), b->at[i].n, sha);
		buf_add(&all, sha, sizeof(sha));
	}
	crypto_sha256(all.s, all.n, sha);
	hex_encode(hex, sha, sizeof(sha));
	return hex;
}

static void
show_here(struct req *r)
{
	r->status = 200;
	r->location = NULL;
}

/* Without its mark, which a form would send back as text. */
static const char *
to_send_back(struct req *r, const struct file *f)
{
	bool marked = f->n >= 3 && memcmp(f->s, "\xef\xbb\xbf", 3) == 0;
	size_t skip = marked ? 3 : 0;

	return arena_strndup(r->arena, f->s + skip, f->n - skip);
}

static void
flag(struct req *r, const char *name, bool on)
{
	if (on)
		req_add_text(r, name, "yes");
}

static void
preview(struct req *r, const struct import *m, const struct file *f,
    const char *digest, bool stale)
{
	db_rollback(r);
	import_answer(m, digest, r->api ? SIZE_MAX : PAGE_CELLS, &r->out);
	if (r->api)
		return;
	r->after = show_here;
	flag(r, "is_stale", stale);
	flag(r, "has_errors", m->errors.n > 0);
	flag(r, "has_warnings", m->warnings.n > 0);
	flag(r, "has_lines", m->nlines > 0);
	flag(r, "has_more", m->nchanges > PAGE_CELLS);
	if (m->errors.n > 0)
		return;
	req_add_text(r, "csv", to_send_back(r, f));
	req_add_text(r, "file_name", f->name);
}

/* A file that changes nothing is no import that could be undone. */
static const char *
begin(struct req *r, const struct import *m, const char *why)
{
	const char *p[] = { req_value(r, "course_id"),
	    req_value(r, "school_id"), req_value(r, "me"),
	    req_value(r, "my_role"), why,
	    arena_printf(r->arena, "%zu", m->added),
	    arena_printf(r->arena, "%zu", m->changed), NULL };
	struct rows *rs;

	if (m->nchanges == 0)
		return NULL;
	rs = db_rows(r, &q_import_begin, p);
	if (r->err == OK && rows_count(rs) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	return rows_get(rs, 0, "id");
}

/* A person is shown the import, and how to undo it. */
static void
done(struct req *r, const struct import *m, const char *id, int64_t added,
    int64_t changed)
{
	if (!r->api) {
		r->flash = arena_printf(r->arena, "Imported: %" PRId64
		    " new, %" PRId64 " changed.", added, changed);
		if (id != NULL)
			r->location = arena_printf(r->arena,
			    "/grades/course/%s/imports/%s",
			    req_value(r, "course_id"), id);
		return;
	}
	buf_lit(&r->out, "{\"dry_run\":false,\"import_id\":");
	if (id == NULL)
		buf_lit(&r->out, "null");
	else
		buf_json(&r->out, id);
	buf_printf(&r->out, ",\"new\":%" PRId64
	    ",\"changed\":%" PRId64 ",\"same\":%zu", added, changed,
	    m->same);
	import_answer_faults(m, &r->out);
	buf_lit(&r->out, "}");
}

static void
apply(struct req *r, const struct import *m, const struct file *f,
    const struct batches *b)
{
	const char *p[] = { req_value(r, "course_id"),
	    req_value(r, "school_id"), req_value(r, "me"),
	    req_value(r, "my_role"), NULL, reason(r, f), NULL };
	const char *id = begin(r, m, p[5]);
	int64_t added = 0, changed = 0;

	worker_more(IMPORT_SECONDS);
	for (size_t i = 0; i < b->n && r->err == OK; i++) {
		struct rows *rs;

		p[4] = buf_text(&b->at[i]);
		rs = db_rows(r, &q_import_apply, p);
		if (rs == NULL)
			return;
		added += rows_int(rs, 0, "added");
		changed += rows_int(rs, 0, "changed");
	}
	if (r->err == OK)
		done(r, m, id, added, changed);
}

static void
refuse(struct req *r, const struct import *m, bool stale)
{
	struct buf b;

	if (stale) {
		req_fail(r, ERR_STALE, "This file would do something else now "
		    "than in the dry run.");
		return;
	}
	req_fail(r, ERR_IMPORT_FAULTS, "%zu lines or cells are wrong.",
	    m->errors.n);
	buf_init(&b, r->arena, REQ_OUT_MAX);
	import_answer_faults(m, &b);
	r->more = buf_text(&b);
}

static void
decide(struct req *r, const struct import *m, const struct file *f)
{
	const struct import_in *in = req_in(r);
	const char *seen = r->api ? req_value(r, "digest") :
	    form_get(&r->form, "digest");
	bool dry = r->api ? in->dry_run : seen == NULL;
	const char *digest;
	struct batches b;
	bool stale;

	make_batches(r, m, &b);
	if (r->err != OK)
		return;
	digest = digest_of(r, &b);
	stale = seen != NULL && strcmp(seen, digest) != 0;
	if (dry || (!r->api && (stale || m->errors.n > 0)))
		preview(r, m, f, digest, stale);
	else if (stale || m->errors.n > 0)
		refuse(r, m, stale && m->errors.n == 0);
	else
		apply(r, m, f, &b);
}

enum err
grades_import(struct req *r)
{
	struct import *m = arena_alloc(r->arena, sizeof(*m));
	struct file f;

	if (r->api)
		file_of_program(r, &f);
	else
		file_of_page(r, &f);
	m->r = r;
	if (r->err != OK || !book_read(r, BOOK_IMPORT, &m->book))
		return r->err;
	import_read(m, f.s, f.n);
	decide(r, m, &f);
	return r->err;
}
