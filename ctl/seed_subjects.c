#include "core.h"

#include "arena.h"
#include "seed.h"
#include "seed_catalogue.h"

/* How a large university makes many subjects out of one. */
struct variation {
	const char *before, *after, *lead;
};

static const struct variation variations[] = {
	{ "Advanced ", "", "For those who want to go further." },
	{ "", " Laboratory", "Practical work in groups of four." },
	{ "", ": Seminar", "Weekly papers, read and defended." },
	{ "", " in Practice", "With guests who do it for a living." },
	{ "Topics in ", "", "Each year another one." },
	{ "Research in ", "", "A small question of your own, answered." },
	{ "History of ", "", "How the field came to be what it is." },
	{ "", " and Society", "What it does to people, and they to it." },
	{ "", " for Engineers", "With examples from engineering." },
	{ "", " for Teachers", "How to teach it at school." },
	{ "", ": Case Studies", "Ten cases, two weeks each." },
	{ "", " Workshop", "Block course; bring your own project." },
	{ "Computational ", "", "With a computer at every step." },
	{ "", ": A Global View", "Compared across four continents." },
	{ "", ": Current Debates", "What people argue about this year." },
	{ "Readings in ", "", "Classic texts, in small groups." },
	{ "", " and Ethics", "What may be done, and who says so." },
	{ "Honours ", "", "By invitation; faster and deeper." },
	{ "", " Project", "One term, one team, one result." },
	{ "", " and the Media", "How it is reported, and misreported." },
	{ "Foundations of ", "", "For students of other departments." },
	{ "", " and Policy", "Evidence for those who decide." },
	{ "Field Course: ", "", "Ten days away, costs covered." },
	{ "", " with Data", "Real data, with all its faults." },
	{ "", ": Open Problems", "What nobody knows yet." },
	{ "", " in Translation", "For students who read other languages." },
	{ "Experimental ", "", "Design it, run it, report it." },
	{ "Comparative ", "", "The same question in different places." },
	{ "", " Colloquium", "Speakers from elsewhere, every second week." },
	{ "", " and Design", "Making things that work and please." },
	{ "", " and Law", "Rules, rights and liability." },
	{ "Capstone: ", "", "The last course before the thesis." },
	{ "", " for the Public", "Writing, speaking, exhibiting." },
	{ "", " and Risk", "What can go wrong, and how likely it is." },
	{ "Independent Study: ", "", "By agreement with the teacher." },
};

/* Of one department's subjects. */
struct numbers {
	bool	 used[1000];
};

static const char *const ordinals[] = { "", " II", " III", " IV" };

static const struct department *
department(int dept)
{
	if (dept < DEPTS_SCIENCE)
		return &seed_science[dept];
	dept -= DEPTS_SCIENCE;
	return dept < DEPTS_APPLIED ? &seed_applied[dept] :
	    &seed_arts[dept - DEPTS_APPLIED];
}

const char *
seed_department(int dept)
{
	return department(dept)->name;
}

const char *
seed_homework(int dept)
{
	return department(dept)->homework;
}

struct uuid
seed_subject_id(const struct seed *s, int subject)
{
	return seed_id(s, ID_SUBJECT, subject,
	    (s->term[TERM_BEFORE].starts - 400) * DAY_MS + subject);
}

static void
vary(struct seed *s, struct subject *sub, const struct entry *e, int nth)
{
	const struct variation *v = &variations[nth % (int)NITEMS(variations)];

	sub->title = arena_printf(s->arena, "%s%s%s%s", v->before, e->title,
	    v->after, ordinals[nth / (int)NITEMS(variations)]);
	sub->description = arena_printf(s->arena, "%s %s", v->lead,
	    e->description);
}

/* The next number of the department that is free, from somewhere on. */
static int
number(struct numbers *taken, const struct entry *e, int variant)
{
	int n = 150 + (e->number + variant * 37) % 850;

	while (taken->used[n])
		n = n == 999 ? 150 : n + 1;
	taken->used[n] = true;
	return n;
}

void
seed_subjects(struct seed *s)
{
	struct numbers *taken = arena_alloc(s->arena, DEPTS * sizeof(*taken));

	s->subjects = arena_alloc(s->arena, (size_t)s->nsubjects *
	    sizeof(*s->subjects));
	for (int d = 0; d < DEPTS; d++)
		for (int i = 0; i < DEPT_SUBJECTS; i++)
			taken[d].used[department(d)->entry[i].number] = true;
	for (int i = 0; i < s->nsubjects; i++) {
		struct subject *sub = &s->subjects[i];
		int block = i / DEPT_SUBJECTS, at = i % DEPT_SUBJECTS;
		int dept = block % s->depts, variant = block / s->depts;
		const struct entry *e = &department(dept)->entry[at];
		int no = variant == 0 ? e->number :
		    number(&taken[dept], e, variant);

		sub->dept = dept;
		sub->credits = e->credits;
		sub->requires = at < DEPT_OPEN ? -1 : i - DEPT_OPEN;
		snprintf(sub->code, sizeof(sub->code), "%s%d",
		    department(dept)->prefix, no);
		sub->title = e->title;
		sub->description = e->description;
		if (variant > 0)
			vary(s, sub, e, variant - 1);
	}
}
