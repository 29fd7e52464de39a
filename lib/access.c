#include "core.h"
#include "access.h"
#include "db.h"
#include "gen/platform.h"
#include "req.h"
#include "rows.h"

#define REVOKED_KEEP	(20 * 60)	/* seconds: longer than a token lives */
#define REVOKED_FIRST	1024u		/* slots; a power of two */

static const struct {
	const char	*name, *help;
} perms[PERM__MAX] = {
#define PERM(name, text, help)	[PERM_##name] = { text, help },
#include "perm.def"
#undef PERM
};

/* The permissions of each role of one school. */
struct matrix {
	struct matrix	*next;
	struct uuid	 school_id;
	bool		 may[ROLE__MAX][PERM__MAX];
};

/* A session that has ended; an empty id is a free slot. */
struct ended {
	struct uuid	 id;
	int64_t		 seen_at;
};

static struct {
	struct matrix	*matrices;
	int64_t		 read_at;	/* seconds */
	char		 since[40];	/* newest revocation seen */
	char		 version[24];	/* of the matrix */
	struct ended	*ended;		/* open hash */
	size_t		 nended, slots;
} access_state;

const char *
access_perm_name(enum perm p)
{
	return perms[p].name;
}

const char *
access_perm_help(enum perm p)
{
	return perms[p].help;
}

/* ---- Ended sessions */

static size_t
slot_of(const struct uuid *id, size_t slots)
{
	uint64_t h = 1469598103934665603u;	/* FNV-1a */

	for (const char *p = id->s; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	return (size_t)h & (slots - 1);
}

static struct ended *
ended_slot(struct ended *at, size_t slots, const struct uuid *id)
{
	size_t i = slot_of(id, slots);

	while (at[i].id.s[0] != '\0' && strcmp(at[i].id.s, id->s) != 0)
		i = (i + 1) & (slots - 1);
	return &at[i];
}

/* Twice the room, without those whose tokens have long expired. */
static void
ended_grow(int64_t now)
{
	size_t slots = access_state.slots == 0 ? REVOKED_FIRST :
	    access_state.slots * 2;
	struct ended *at = calloc(slots, sizeof(*at));
	size_t n = 0;

	if (at == NULL)
		abort();
	for (size_t i = 0; i < access_state.slots; i++) {
		struct ended *e = &access_state.ended[i];

		if (e->id.s[0] == '\0' || e->seen_at < now - REVOKED_KEEP)
			continue;
		*ended_slot(at, slots, &e->id) = *e;
		n++;
	}
	free(access_state.ended);
	access_state.ended = at;
	access_state.slots = slots;
	access_state.nended = n;
}

static void
ended_add(const char *id, int64_t now)
{
	struct ended *e, new = { .seen_at = now };

	if (id == NULL || strlen(id) != UUID_LEN)
		return;
	memcpy(new.id.s, id, UUID_LEN);
	if ((access_state.nended + 1) * 2 > access_state.slots)
		ended_grow(now);
	e = ended_slot(access_state.ended, access_state.slots, &new.id);
	access_state.nended += e->id.s[0] == '\0';
	*e = new;
}

bool
access_revoked(const struct user *u)
{
	return access_state.slots > 0 && ended_slot(access_state.ended,
	    access_state.slots, &u->session)->id.s[0] != '\0';
}

/* ---- The matrix */

static struct matrix *
matrix_of(const char *school)
{
	for (struct matrix *m = access_state.matrices; m != NULL; m = m->next)
		if (strcmp(m->school_id.s, school) == 0)
			return m;
	return NULL;
}

static struct matrix *
matrix_add(const char *school)
{
	struct matrix *m = matrix_of(school);

	if (m != NULL)
		return m;
	m = calloc(1, sizeof(*m));
	if (m == NULL)
		abort();
	snprintf(m->school_id.s, sizeof(m->school_id.s), "%s", school);
	m->next = access_state.matrices;
	access_state.matrices = m;
	return m;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(perms[*(const enum perm *)a].name,
	    perms[*(const enum perm *)b].name);
}

struct word {
	const char	*s;
	size_t		 n;
};

static int
word_and_name(const void *word, const void *p)
{
	const struct word *w = word;
	const char *name = perms[*(const enum perm *)p].name;
	int d = strncmp(w->s, name, w->n);

	return d == 0 && name[w->n] != '\0' ? -1 : d;
}

/* PERM__MAX: there is no such permission.  Every request asks. */
static enum perm
perm_of(const char *name, size_t n)
{
	static enum perm sorted[PERM__MAX];
	static bool is_sorted;
	const struct word w = { name, n };
	const enum perm *p;

	if (!is_sorted) {
		for (unsigned i = 0; i < PERM__MAX; i++)
			sorted[i] = (enum perm)i;
		qsort(sorted, PERM__MAX, sizeof(*sorted), by_name);
		is_sorted = true;
	}
	p = bsearch(&w, sorted, PERM__MAX, sizeof(*sorted), word_and_name);
	return p == NULL ? PERM__MAX : *p;
}

/* "courses.read grades.read" */
static void
may_only(bool *may, const char *names)
{
	memset(may, 0, PERM__MAX * sizeof(*may));
	while (*names != '\0') {
		size_t n = strcspn(names, " ");
		enum perm p = perm_of(names, n);

		if (p < PERM__MAX)
			may[p] = true;
		names += n + (names[n] == ' ');
	}
}

static void
matrix_read(const struct rows *rs)
{
	for (int i = 0; i < rows_count(rs); i++) {
		const char *school = rows_get(rs, i, "school_id");
		const char *role = rows_get(rs, i, "role");
		const char *names = rows_get(rs, i, "permissions");

		if (school == NULL || role == NULL)
			continue;
		may_only(matrix_add(school)->may[role_by_name(role)],
		    names == NULL ? "" : names);
	}
}

/* ---- What the rest asks */

void
access_refresh(struct req *r)
{
	const char *since[] = { access_state.since[0] != '\0' ?
	    access_state.since : NULL, NULL };
	const char *version[] = { access_state.version[0] != '\0' ?
	    access_state.version : NULL, NULL };
	struct db_step s[] = {
		{ .q = &q_access_revoked, .params = since },
		{ .q = &q_access_matrix, .params = version },
	};
	const char *newest;

	if (access_state.read_at == r->now || !db_many(r, s, NITEMS(s)))
		return;
	access_state.read_at = r->now;
	for (int i = 0; i < rows_count(s[0].rows); i++)
		ended_add(rows_get(s[0].rows, i, "session_id"), r->now);
	newest = rows_get(s[0].rows, rows_count(s[0].rows) - 1, "at");
	if (newest != NULL)
		snprintf(access_state.since, sizeof(access_state.since), "%s",
		    newest);
	matrix_read(s[1].rows);
	newest = rows_get(s[1].rows, 0, "version");
	if (newest != NULL)
		snprintf(access_state.version, sizeof(access_state.version),
		    "%s", newest);
}

bool
access_public(const char *may)
{
	return strcmp(may, "public") == 0;
}

bool
access_known(const char *may)
{
	return access_public(may) || strcmp(may, "self") == 0 ||
	    strcmp(may, "service") == 0 ||
	    perm_of(may, strlen(may)) < PERM__MAX;
}

bool
access_may(const struct user *u, const char *may)
{
	const struct matrix *m;
	enum perm p;

	if (access_public(may))
		return true;
	if (!u->known || strcmp(may, "self") == 0)
		return u->known;
	m = matrix_of(u->school_id.s);
	p = perm_of(may, strlen(may));
	return m != NULL && p < PERM__MAX && m->may[u->role][p];
}

void
access_forget(void)
{
	struct matrix *next;

	for (struct matrix *m = access_state.matrices; m != NULL; m = next) {
		next = m->next;
		free(m);
	}
	free(access_state.ended);
	memset(&access_state, 0, sizeof(access_state));
}
