#include "core.h"

#include "arena.h"
#include "seed.h"

#define STAFF	5	/* four admins and a dev */

/* What every address begins with, and how often it was given. */
struct address {
	const char	*plain;
	int		 times;
};

struct making {
	struct seed	*s;
	struct rng	 rng;
	struct address	*seen;
	size_t		 cap;		/* a power of two */
	const char	*domain;
};

int
seed_teacher(const struct seed *s, int i)
{
	return s->staff + i;
}

int
seed_student(const struct seed *s, int i)
{
	return s->staff + s->teachers + i;
}

int
seed_parent(const struct seed *s, int i)
{
	return s->staff + s->teachers + s->students + i;
}

struct uuid
seed_person_id(const struct seed *s, int i)
{
	return seed_id(s, ID_PERSON, i, s->people[i].created);
}

/* ---- Addresses */

static size_t
hash(const char *s)
{
	size_t h = 5381;

	for (; *s != '\0'; s++)
		h = h * 33 + (unsigned char)*s;
	return h ^ h >> 15;
}

/* mei.tanaka@, mei.tanaka2@, … */
static const char *
address(struct making *m, const char *plain)
{
	size_t at = hash(plain) & (m->cap - 1);

	while (m->seen[at].plain != NULL &&
	    strcmp(m->seen[at].plain, plain) != 0)
		at = (at + 1) & (m->cap - 1);
	m->seen[at].plain = plain;
	if (m->seen[at].times++ == 0)
		return arena_printf(m->s->arena, "%s@%s", plain, m->domain);
	return arena_printf(m->s->arena, "%s%d@%s", plain, m->seen[at].times,
	    m->domain);
}

/* lyceum.example, of the school LYCEUM: nobody's mail is ever met. */
static const char *
domain_of(const struct seed *s)
{
	char *d = arena_printf(s->arena, "%s.example", s->want.school);

	for (char *p = d; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return d;
}

/* ---- People */

static struct person *
next_person(struct making *m, const char *role)
{
	struct person *p = &m->s->people[m->s->npeople++];

	p->role = role;
	p->active = true;
	p->culture = names_culture(&m->rng);
	p->family = names_family(&m->rng, p->culture);
	return p;
}

static void
name_person(struct making *m, struct person *p)
{
	const char *plain;

	p->name = names_full(m->s->arena, &m->rng, p->culture, p->family,
	    &plain);
	p->email = address(m, plain);
}

/* One of those whose password stands in the README. */
static void
make_demo(struct making *m, struct person *p, const char *name,
    const char *mailbox)
{
	p->name = name;
	p->email = address(m, mailbox);
	p->demo = true;
	p->active = true;
}

/* Some time on a working day of the years before the first term. */
static int64_t
made_at(struct making *m, int least_days, int most_days)
{
	int64_t day = m->s->term[TERM_BEFORE].starts - least_days -
	    rng_below(&m->rng, most_days - least_days);

	return day * DAY_MS + (8 * 3600 + rng_below(&m->rng, 9 * 3600)) *
	    INT64_C(1000) + rng_below(&m->rng, 1000);
}

static void
make_staff(struct making *m)
{
	static const char *const roles[STAFF][2] = {
		{ "admin", "super" }, { "dev", NULL }, { "admin", "registrar" },
		{ "admin", "bursar" }, { "admin", "dean" },
	};

	for (int i = 0; i < STAFF; i++) {
		struct person *p = next_person(m, roles[i][0]);

		p->admin_role = roles[i][1];
		p->department = i == 1 ? "Information Services" :
		    "Administration";
		p->created = made_at(m, 700, 900);
		if (i == 0)
			make_demo(m, p, "Amara Okafor", "admin");
		else if (i == 1)
			make_demo(m, p, "Kenji Watanabe", "dev");
		else
			name_person(m, p);
	}
}

static void
make_teachers(struct making *m)
{
	for (int i = 0; i < m->s->teachers; i++) {
		struct person *p = next_person(m, "teacher");

		p->dept = i % m->s->depts;
		p->department = seed_department(p->dept);
		p->created = made_at(m, 120, 700);
		if (i == 0)
			make_demo(m, p, "Ingrid Sørensen", "teacher");
		else
			name_person(m, p);
	}
}

/* Brothers and sisters follow each other, three pairs in a dozen students. */
static bool
is_sibling(const struct seed *s, int i)
{
	return i % 2 == 1 && i / 2 % 3 == 0 && i / 2 < s->parents;
}

static void
make_student(struct making *m, int i)
{
	const struct seed *s = m->s;
	struct person *p = next_person(m, "student");
	int years = rng_below(&m->rng, 4);

	if (is_sibling(s, i)) {
		p->culture = p[-1].culture;
		p->family = p[-1].family;
	}
	p->number = arena_printf(s->arena, "%d%05d",
	    s->term[TERM_BEFORE].year - years, i);
	p->dept = i == 0 ? 0 : rng_below(&m->rng, s->depts);
	p->department = seed_department(p->dept);
	p->created = made_at(m, 30 + years * 365, 150 + years * 365);
	p->active = i < 2 || !rng_chance(&m->rng, 1);
	if (i == 0) {
		p->culture = p->family = 0;
		make_demo(m, p, "Mateo García", "student");
	} else
		name_person(m, p);
}

static void
relate(struct seed *s, int parent, int ward)
{
	s->relations[s->nrelations++] = (struct relation){
		seed_parent(s, parent), seed_student(s, ward) };
}

static void
make_parent(struct making *m, int i)
{
	struct seed *s = m->s;
	const struct person *ward = &s->people[seed_student(s, 2 * i)];
	struct person *p = next_person(m, "parent");

	p->culture = ward->culture;
	p->family = ward->family;
	p->created = ward->created + 3 * DAY_MS;
	if (i == 0)
		make_demo(m, p, "Lucía García", "parent");
	else
		name_person(m, p);
	relate(s, i, 2 * i);
	if (is_sibling(s, 2 * i + 1))
		relate(s, i, 2 * i + 1);
}

void
seed_people(struct seed *s)
{
	struct making m = { .s = s, .rng = seed_rng(s, "people"),
	    .domain = domain_of(s), .cap = 1024 };
	int n = STAFF + s->teachers + s->students + s->parents;

	s->staff = STAFF;
	s->people = arena_alloc(s->arena, (size_t)n * sizeof(*s->people));
	s->relations = arena_alloc(s->arena, (size_t)s->parents * 2 *
	    sizeof(*s->relations));
	while (m.cap < (size_t)n * 2)
		m.cap *= 2;
	m.seen = arena_alloc(s->arena, m.cap * sizeof(*m.seen));
	make_staff(&m);
	make_teachers(&m);
	for (int i = 0; i < s->students; i++)
		make_student(&m, i);
	for (int i = 0; i < s->parents; i++)
		make_parent(&m, i);
}
