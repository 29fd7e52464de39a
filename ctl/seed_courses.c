#include "core.h"

#include "arena.h"
#include "seed.h"
#include "seed_catalogue.h"

#define TRIES	400

struct offering {
	struct seed	*s;
	struct rng	 rng;
	int		 term;
	struct week	*busy;		/* of each teacher, in this term */
	int		*load;		/* courses of each teacher */
};

struct uuid
seed_course_id(const struct seed *s, int course)
{
	return seed_id(s, ID_COURSE, course, s->courses[course].created);
}

/* Of each department's eight subjects, which are offered in a term. */
static const int offered[SEED_TERMS][DEPT_SUBJECTS] = {
	{ 0, 1, 2, 3, 4, 5, -1, -1 },
	{ 0, 1, 2, 3, 6, 7, -1, -1 },
};

/* ---- Teachers and times */

static bool
free_then(const struct offering *o, int teacher, const struct week *w)
{
	return !week_meets(&o->busy[teacher], w);
}

/* The least busy of the department who is free then; -1: nobody. */
static int
teacher_for(const struct offering *o, int dept, const struct week *w)
{
	int best = -1;

	for (int t = dept; t < o->s->teachers; t += o->s->depts) {
		if (t == 0 && o->load[0] > 0)
			continue;	/* the demo's own has his already */
		if (free_then(o, t, w) &&
		    (best < 0 || o->load[t] < o->load[best]))
			best = t;
	}
	return best;
}

static void
give(struct offering *o, struct course *c, int teacher)
{
	c->teacher = seed_teacher(o->s, teacher);
	o->load[teacher]++;
	week_add(&o->busy[teacher], &c->week);
}

/* There are more hours in a week than any department can fill. */
static void
place(struct offering *o, struct course *c)
{
	int teacher = -1;

	for (int i = 0; teacher < 0; i++) {
		if (i == TRIES)
			abort();
		c->week = week_any(&o->rng);
		teacher = teacher_for(o,
		    o->s->subjects[c->subject].dept, &c->week);
	}
	give(o, c, teacher);
}

/* The midterm of the first is being marked, that of the second is out. */
static void
demo_course(struct course *c, int no)
{
	c->demo = no;
	if (no <= 2)
		c->graded = no + 2;
	if (no == 2)
		c->partly = false;
}

/* Four courses now, three before, never two at a time. */
static void
place_demo_teacher(struct offering *o)
{
	static const int demo[SEED_TERMS][4] = {
		{ 0, 1, 4, -1 }, { 0, 1, 6, 7 },
	};

	for (int i = 0; i < 4; i++) {
		int at = demo[o->term][i];
		struct course *c;

		if (at < 0)
			continue;
		c = &o->s->courses[o->s->offered[o->term][at]];
		for (int k = 0; k < TRIES; k++) {
			c->week = week_any(&o->rng);
			if (free_then(o, 0, &c->week))
				break;
		}
		give(o, c, 0);
		if (o->term == TERM_NOW)
			demo_course(c, i + 1);
	}
}

/* ---- Seats */

static int
round_up(int n, int to)
{
	return (n + to - 1) / to * to;
}

static int
clamp(int n, int least, int most)
{
	return n < least ? least : n > most ? most : n;
}

/* A course in demand has fewer seats than wishes, and so a waitlist. */
static void
set_seats(struct offering *o, struct course *c)
{
	const struct seed *s = o->s;
	int usual = s->seats_wanted / s->per_term;
	bool follows = s->subjects[c->subject].requires >= 0;
	bool demanded = c->term == TERM_NOW && !follows &&
	    (c->subject % 48 == 1 || rng_chance(&o->rng, 7));

	c->liked = demanded ? 220 : 60 + rng_below(&o->rng, 80);
	c->waiting_most = c->term == TERM_BEFORE ? 0 : demanded ?
	    4 + rng_below(&o->rng, 15) : rng_below(&o->rng, 4);
	if (demanded)
		c->capacity = clamp(usual * 8 / 10, 4, 200);
	else if (follows)
		c->capacity = clamp(round_up(usual * 9 / 10, 5), 5, 400);
	else
		c->capacity = clamp(round_up(usual * c->liked * 150 / 10000 +
		    4, 5), 5, 400);
	c->demanded = demanded;
}

static void
offer(struct offering *o)
{
	struct seed *s = o->s;
	int n = 0;

	for (int block = 0; n < s->per_term; block++)
		for (int i = 0; offered[o->term][i] >= 0 && n < s->per_term;
		    i++, n++) {
			struct course *c = &s->courses[s->ncourses];

			c->subject = block * DEPT_SUBJECTS +
			    offered[o->term][i];
			c->term = o->term;
			c->teacher = c->room = -1;
			c->scheme = rng_below(&o->rng, 4);
			c->graded = o->term == TERM_BEFORE ?
			    SEED_ASSIGNMENTS : 2 + ((n + n / 4) % 4 + 1) / 2;
			c->partly = o->term == TERM_NOW && n % 3 == 0;
			c->harder = rng_below(&o->rng, 13) - 6;
			c->created = s->term[o->term].opens - 20 * DAY_MS +
			    n * INT64_C(1000);
			set_seats(o, c);
			s->offered[o->term][c->subject] = s->ncourses++;
		}
}

static void
offer_term(struct seed *s, int term)
{
	struct offering o = { .s = s, .term = term,
	    .rng = seed_rng(s, term == TERM_NOW ? "now" : "before") };
	int from = s->ncourses;

	o.busy = arena_alloc(s->arena, (size_t)s->teachers * sizeof(*o.busy));
	o.load = arena_alloc(s->arena, (size_t)s->teachers * sizeof(*o.load));
	s->offered[term] = arena_alloc(s->arena, (size_t)s->nsubjects *
	    sizeof(int));
	for (int i = 0; i < s->nsubjects; i++)
		s->offered[term][i] = -1;
	offer(&o);
	place_demo_teacher(&o);
	for (int i = from; i < s->ncourses; i++)
		if (s->courses[i].teacher < 0)
			place(&o, &s->courses[i]);
}

void
seed_courses(struct seed *s)
{
	s->courses = arena_alloc(s->arena, (size_t)s->per_term * SEED_TERMS *
	    sizeof(*s->courses));
	s->books = arena_alloc(s->arena, (size_t)s->per_term * SEED_TERMS *
	    sizeof(struct seed_book *));
	for (int term = 0; term < SEED_TERMS; term++)
		offer_term(s, term);
}

/* ---- Rooms, when it is known how many seats each course has */

static int
room_for(struct seed *s, const struct course *c)
{
	static const int sizes[] = { 12, 20, 30, 40, 60, 80, 120, 200, 300,
	    500 };
	size_t size = 0;
	int best = -1;

	for (int i = 0; i < s->nrooms; i++)
		if (s->rooms[i].seats >= c->capacity &&
		    !week_meets(&s->rooms[i].taken[c->term], &c->week) &&
		    (best < 0 || s->rooms[i].seats < s->rooms[best].seats))
			best = i;
	if (best >= 0)
		return best;
	while (sizes[size] < c->capacity)
		size++;
	s->rooms[s->nrooms].seats = sizes[size];
	return s->nrooms++;
}

void
seed_rooms(struct seed *s)
{
	struct rng rng = seed_rng(s, "rooms");

	s->rooms = arena_alloc(s->arena, (size_t)s->ncourses *
	    sizeof(*s->rooms));
	for (int i = 0; i < s->ncourses; i++) {
		struct course *c = &s->courses[i];

		if (rng_chance(&rng, 4))
			continue;	/* online */
		c->room = room_for(s, c);
		week_add(&s->rooms[c->room].taken[c->term], &c->week);
	}
}
