#include "core.h"

#include <errno.h>
#include <openssl/evp.h>

#include "arena.h"
#include "copy.h"
#include "crypto.h"
#include "plan.h"

#define SHA1_LEN	20u

static const char *const names[PLAN_PROJECTS] = {
	"platform", "identity", "academics", "grading", "attendance",
	"beacon", "billing", "messaging",
};

/* ---- The files */

/* A line is: name [requires] time planner # note; % and @ begin others. */
static bool
add_line(struct project *p, struct arena *a, const char *line)
{
	size_t n;

	line += strspn(line, " \t+");
	n = strcspn(line, " \t\r\n");
	if (n == 0 || strchr("%@#-", line[0]) != NULL)
		return true;
	if (p->planned == PLAN_CHANGES)
		return false;
	p->change[p->planned].name = arena_strndup(a, line, n);
	for (size_t i = 0; i < p->planned; i++)
		if (strcmp(p->change[i].name,
		    p->change[p->planned].name) == 0)
			p->change[i].reworked = true;
	p->planned++;
	return true;
}

static bool
read_plan(struct project *p, struct arena *a, const char *dir, char *why,
    size_t size)
{
	const char *path = arena_printf(a, "%s/%s/sqitch.plan", dir, p->name);
	FILE *f = fopen(path, "re");
	char line[2048];
	bool ok = true;

	if (f == NULL) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		return false;
	}
	while (ok && fgets(line, sizeof(line), f) != NULL)
		ok = add_line(p, a, line);
	fclose(f);
	if (!ok)
		snprintf(why, size, "%s: more than %u changes", path,
		    PLAN_CHANGES);
	return ok;
}

bool
plan_read(struct plan *plan, struct arena *a, const char *dir, char *why,
    size_t size)
{
	*plan = (struct plan){ 0 };
	for (size_t i = 0; i < PLAN_PROJECTS; i++) {
		plan->project[i].name = names[i];
		if (!read_plan(&plan->project[i], a, dir, why, size))
			return false;
	}
	return true;
}

/* ---- The database */

static bool
same_script(const char *path, const char *sha1)
{
	uint8_t sum[EVP_MAX_MD_SIZE];
	char block[8192], hex[HEX_SIZE(SHA1_LEN)];
	FILE *f = fopen(path, "re");
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned len = 0;
	size_t n;
	bool ok = f != NULL && md != NULL &&
	    EVP_DigestInit_ex(md, EVP_sha1(), NULL) == 1;

	while (ok && (n = fread(block, 1, sizeof(block), f)) > 0)
		ok = EVP_DigestUpdate(md, block, n) == 1;
	ok = ok && EVP_DigestFinal_ex(md, sum, &len) == 1 && len == SHA1_LEN;
	if (f != NULL)
		fclose(f);
	EVP_MD_CTX_free(md);
	if (!ok)
		return false;
	hex_encode(hex, sum, SHA1_LEN);
	return strcmp(hex, sha1) == 0;
}

static void
note_deployed(struct project *p, struct arena *a, const char *dir,
    const char *name, const char *sha1)
{
	const struct change *c = &p->change[p->deployed];

	if (p->stranger != NULL)
		return;
	if (p->deployed == p->planned || strcmp(c->name, name) != 0) {
		p->stranger = arena_strdup(a, name);
		return;
	}
	p->deployed++;
	/* Of a reworked change the file has become another one. */
	if (!c->reworked && sha1 != NULL && !same_script(arena_printf(a,
	    "%s/%s/deploy/%s.sql", dir, p->name, name), sha1))
		p->edited = c->name;
}

bool
plan_compare(struct plan *plan, struct arena *a, struct copy *db,
    const char *dir)
{
	if (!copy_ask(db, "select to_regclass('sqitch.changes') is not null",
	    NULL, 0))
		return false;
	if (copy_at(db, 0, 0)[0] != 't')
		return true;
	if (!copy_ask(db, "select project, change, script_hash "
	    "from sqitch.changes order by committed_at, planned_at", NULL, 0))
		return false;
	for (int row = 0; row < copy_rows(db); row++)
		for (size_t i = 0; i < PLAN_PROJECTS; i++)
			if (strcmp(plan->project[i].name,
			    copy_at(db, row, 0)) == 0)
				note_deployed(&plan->project[i], a, dir,
				    copy_at(db, row, 1), copy_at(db, row, 2));
	return true;
}

size_t
plan_pending(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < PLAN_PROJECTS; i++)
		n += plan->project[i].planned - plan->project[i].deployed;
	return n;
}

const struct project *
plan_astray(const struct plan *plan)
{
	for (size_t i = 0; i < PLAN_PROJECTS; i++)
		if (plan->project[i].stranger != NULL)
			return &plan->project[i];
	return NULL;
}

const struct project *
plan_edited(const struct plan *plan)
{
	for (size_t i = 0; i < PLAN_PROJECTS; i++)
		if (plan->project[i].edited != NULL)
			return &plan->project[i];
	return NULL;
}

/* What roles.sql makes, as far as it can be seen to be missing. */
const char *
plan_missing(struct arena *a, struct copy *db)
{
	static const char sql[] =
	    "select string_agg(w, ', ') from ("
	    " select 'the role ' || r from unnest('{lyceum_ctl,lyceum_auth,"
	    "lyceum_courses,lyceum_grades,lyceum_beacon,lyceum_payments}'"
	    "::text[]) r where not exists"
	    " (select from pg_roles where rolname = r)"
	    " union all select 'the extension ' || e"
	    " from unnest('{btree_gist,pg_trgm,unaccent}'::text[]) e"
	    " where not exists (select from pg_extension where extname = e)"
	    " union all select 'the right to make schemas' where not"
	    " has_database_privilege(current_database(), 'create')) m (w)";

	if (!copy_ask(db, sql, NULL, 0))
		return copy_error(db);
	return copy_at(db, 0, 0) == NULL ? NULL :
	    arena_strdup(a, copy_at(db, 0, 0));
}
