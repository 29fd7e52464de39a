#include "core.h"

#include "arena.h"
#include "seed.h"

#define HOUR_MS		((int64_t)3600000)
#define DEMO_COURSES	5	/* of the demo's own student */

struct choosing {
	struct seed	*s;
	struct rng	 rng;
	int		 term, from;	/* its first course */
	struct week	*busy;		/* of each student, in this term */
	bool		*waits;
	int		*order, **of_dept, *n_dept;
	int		 wish;		/* of the demo's student */
	int64_t		 when;
};

struct uuid
seed_enrollment_id(const struct seed *s, int i)
{
	const struct enrollment *e = &s->enrollments[i];

	return seed_id(s, ID_ENROLLMENT, i,
	    e->enrolled != 0 ? e->enrolled : e->waitlisted);
}

static const struct course *
course_of(const struct seed *s, const struct enrollment *e)
{
	return &s->courses[e->course];
}

/* ---- One student and one course */

/* Not twice, not before what it requires, not while somewhere else. */
static bool
suits(const struct choosing *ch, int student, int course)
{
	const struct seed *s = ch->s;
	const struct course *c = &s->courses[course];
	int wanted = s->subjects[c->subject].requires;
	bool ready = wanted < 0;

	for (int i = s->first[student]; i >= 0; i = s->enrollments[i].next) {
		const struct enrollment *e = &s->enrollments[i];

		if (course_of(s, e)->subject == c->subject)
			return false;
		if (course_of(s, e)->subject == wanted &&
		    e->status == ST_COMPLETED)
			ready = true;
	}
	return ready && !week_meets(&ch->busy[student], &c->week);
}

static struct enrollment *
add(struct choosing *ch, int student, int course, enum status status)
{
	struct seed *s = ch->s;
	struct enrollment *e = &s->enrollments[s->nenrollments];

	if (s->nenrollments == s->room_for_enrollments)
		abort();
	*e = (struct enrollment){ .student = student, .course = course,
	    .status = status, .next = s->first[student] };
	s->first[student] = s->nenrollments++;
	return e;
}

static void
seat(struct choosing *ch, int student, int course)
{
	struct course *c = &ch->s->courses[course];
	struct enrollment *e = add(ch, student, course,
	    ch->term == TERM_BEFORE ? ST_COMPLETED : ST_ENROLLED);

	e->enrolled = ch->when;
	ch->when += 3000;
	c->enrolled++;
	week_add(&ch->busy[student], &c->week);
}

/* The hours are kept free: one who moves up must be able to come. */
static void
put_in_line(struct choosing *ch, int student, int course)
{
	struct course *c = &ch->s->courses[course];
	struct enrollment *e = add(ch, student, course, ST_WAITLISTED);

	e->waitlisted = ch->when;
	e->place = ++c->waiting;
	ch->waits[student] = true;
	week_add(&ch->busy[student], &c->week);
}

/* True: has a seat. */
static bool
try(struct choosing *ch, int student, int course)
{
	const struct course *c = &ch->s->courses[course];

	if (!suits(ch, student, course))
		return false;
	if (c->enrolled < c->capacity) {
		seat(ch, student, course);
		return true;
	}
	if (c->waiting < c->waiting_most && !ch->waits[student] &&
	    rng_chance(&ch->rng, 30))
		put_in_line(ch, student, course);
	return false;
}

/* ---- One student's term */

static int
any_course(struct choosing *ch, int dept)
{
	const struct seed *s = ch->s;
	int c;

	do {
		if (rng_chance(&ch->rng, 60))
			c = ch->of_dept[dept][rng_below(&ch->rng,
			    ch->n_dept[dept])];
		else
			c = ch->from + rng_below(&ch->rng, s->per_term);
	} while (rng_below(&ch->rng, 220) >= s->courses[c].liked);
	return c;
}

/* Go on with what one has begun: a course that requires a completed one. */
static int
go_on(struct choosing *ch, int student)
{
	const struct seed *s = ch->s;
	int got = 0;

	for (int i = s->first[student]; i >= 0; i = s->enrollments[i].next) {
		int next = course_of(s, &s->enrollments[i])->subject + 6;

		if (s->enrollments[i].status == ST_COMPLETED &&
		    next < s->nsubjects && s->offered[ch->term][next] >= 0 &&
		    s->subjects[next].requires == next - 6 &&
		    rng_chance(&ch->rng, 50))
			got += try(ch, student, s->offered[ch->term][next]);
	}
	return got;
}

static void
choose(struct choosing *ch, int student, int wanted)
{
	const struct seed *s = ch->s;
	int dept = s->people[seed_student(s, student)].dept;
	int got = ch->term == TERM_NOW ? go_on(ch, student) : 0;

	for (int i = 0; got < wanted && i < 60; i++)
		got += try(ch, student, any_course(ch, dept));
}

/*
 * A course in demand that the demo's own student comes too late for, as it
 * will be full.  Its hours are kept free from the start.
 */
static int
wish(struct choosing *ch)
{
	struct seed *s = ch->s;
	int best = -1;

	for (int i = ch->from; i < ch->from + s->per_term; i++)
		if (suits(ch, 0, i) && (best < 0 ||
		    (s->courses[i].demanded && !s->courses[best].demanded)))
			best = i;
	if (best < 0)
		abort();	/* there are 48 courses at least */
	s->courses[best].demanded = true;
	s->courses[best].liked = 220;
	week_add(&ch->busy[0], &s->courses[best].week);
	return best;
}

/* Two courses of the demo's own teacher among them, in either term. */
static void
choose_demo(struct choosing *ch)
{
	static const int first[SEED_TERMS][2] = { { 0, 1 }, { 6, 7 } };
	const struct seed *s = ch->s;
	int got = 0;

	for (int i = 0; i < 2; i++)
		got += try(ch, 0, s->offered[ch->term][first[ch->term][i]]);
	ch->waits[0] = true;	/* for his wish, later */
	if (ch->term == TERM_NOW)
		ch->wish = wish(ch);
	for (int c = 0; got < DEMO_COURSES && c < 1000; c++)
		got += try(ch, 0, any_course(ch, 0));
	for (int c = 0; got < DEMO_COURSES && c < s->per_term; c++)
		got += try(ch, 0, ch->from + c);
}

/* ---- A term */

/* How many courses; those who left make a per cent that others take. */
static int
wanted_by(struct choosing *ch)
{
	const struct seed *s = ch->s;
	int per_cent = (int)((int64_t)s->seats_wanted * 101 / s->students);
	int die = rng_below(&ch->rng, 5);
	int n = per_cent / 100 + rng_chance(&ch->rng, per_cent % 100);

	n += die == 0 ? -1 : die == 1 ? 1 : 0;
	return n < 1 ? 1 : n;
}

static void
begin_term(struct choosing *ch)
{
	const struct seed *s = ch->s;

	ch->from = ch->term * s->per_term;
	ch->busy = arena_alloc(s->arena, (size_t)s->students *
	    sizeof(*ch->busy));
	ch->waits = arena_alloc(s->arena, (size_t)s->students);
	ch->order = arena_alloc(s->arena, (size_t)s->students * sizeof(int));
	ch->of_dept = arena_alloc(s->arena, (size_t)s->depts * sizeof(int *));
	ch->n_dept = arena_alloc(s->arena, (size_t)s->depts * sizeof(int));
	for (int d = 0; d < s->depts; d++)
		ch->of_dept[d] = arena_alloc(s->arena, (size_t)s->per_term *
		    sizeof(int));
	for (int i = ch->from; i < ch->from + s->per_term; i++) {
		int d = s->subjects[s->courses[i].subject].dept;

		ch->of_dept[d][ch->n_dept[d]++] = i;
	}
	for (int i = 0; i < s->students; i++)
		ch->order[i] = i;
	rng_shuffle(&ch->rng, ch->order, s->students);
}

static int64_t
not_after(int64_t ms, int64_t most)
{
	return ms < most ? ms : most;
}

/* One after another, from the first day of enrollment to the last week. */
static void
choose_all(struct choosing *ch)
{
	const struct seed *s = ch->s;
	const struct term *t = &s->term[ch->term];
	int64_t span = (t->starts - 5) * DAY_MS - t->opens;

	ch->when = t->opens;
	choose_demo(ch);
	for (int i = 0; i < s->students; i++) {
		int student = ch->order[i];

		ch->when = t->opens + span * i / s->students;
		if (student != 0 && (ch->term == TERM_BEFORE ||
		    s->people[seed_student(s, student)].active))
			choose(ch, student, wanted_by(ch));
	}
}

/* Some had a seat, and gave it up in the first days. */
static void
drop_some(struct choosing *ch)
{
	const struct seed *s = ch->s;
	const struct term *t = &s->term[ch->term];

	for (int i = 0; i < s->seats_wanted / 25; i++) {
		int student = 1 + rng_below(&ch->rng, s->students - 1);
		int course = ch->from + rng_below(&ch->rng, s->per_term);
		struct enrollment *e;

		if (!suits(ch, student, course))
			continue;
		e = add(ch, student, course, ST_DROPPED);
		e->enrolled = t->opens + rng_below(&ch->rng, 900) * HOUR_MS;
		e->dropped = not_after(t->starts * DAY_MS +
		    (9 + rng_below(&ch->rng, 240)) * HOUR_MS,
		    s->now - HOUR_MS);
	}
}

/* ---- Waitlists */

/* Every course in demand is full, and somebody waits for a seat in it. */
static void
fill(struct choosing *ch, int course)
{
	struct seed *s = ch->s;
	struct course *c = &s->courses[course];

	for (int i = 2; i < s->students && c->enrolled == 0; i++)
		try(ch, i, course);
	if (c->enrolled == 0)
		abort();
	c->capacity = c->enrolled;
	for (int i = 0; i < 300 && c->waiting < 3; i++) {
		int student = 2 + rng_below(&ch->rng, s->students - 2);

		if (s->people[seed_student(s, student)].active &&
		    !ch->waits[student] && suits(ch, student, course)) {
			ch->when += 60000;
			put_in_line(ch, student, course);
		}
	}
}

/* The demo's own student comes last. */
static void
waitlists(struct choosing *ch)
{
	const struct seed *s = ch->s;

	ch->when = (s->term[TERM_NOW].starts - 5) * DAY_MS;
	for (int i = ch->from; i < ch->from + s->per_term; i++)
		if (s->courses[i].demanded)
			fill(ch, i);
	ch->when = s->now - 15 * HOUR_MS;
	put_in_line(ch, 0, ch->wish);
}

/* A course that few could take is not offered to many. */
static void
trim(struct seed *s)
{
	for (int i = 0; i < s->ncourses; i++) {
		struct course *c = &s->courses[i];

		if (c->enrolled * 3 < c->capacity)
			c->capacity = (c->enrolled * 2 + 9) / 5 * 5;
	}
}

void
seed_enrollments(struct seed *s)
{
	s->room_for_enrollments = s->seats_wanted * 3 + s->students + 1000;
	s->enrollments = arena_alloc(s->arena,
	    (size_t)s->room_for_enrollments * sizeof(*s->enrollments));
	s->first = arena_alloc(s->arena, (size_t)s->students * sizeof(int));
	for (int i = 0; i < s->students; i++)
		s->first[i] = -1;
	for (int term = 0; term < SEED_TERMS; term++) {
		struct choosing ch = { .s = s, .term = term,
		    .rng = seed_rng(s, term == TERM_NOW ? "enroll" :
		    "enrolled") };

		begin_term(&ch);
		choose_all(&ch);
		if (term == TERM_NOW)
			waitlists(&ch);
		drop_some(&ch);
	}
	trim(s);
}
