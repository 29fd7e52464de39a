/*
 * seed.h - the demo's university, in memory, before it is loaded.
 *
 * Everything follows from struct seed_want: the same wishes on the same day
 * make the same rows, ids included, on any machine (whole numbers only).
 * Parts are made in the order of the functions below, each from what is there
 * already.  Memory belongs to the arena.  Times are milliseconds since 1970,
 * days are counted from then; no time lies after the morning of the day.
 *
 * Half of the courses have categories; a few weigh by points, curve a midterm
 * or take off for lateness.  Finals are what lib/total.h makes of the marks.
 *
 * A week is half hours from 08:00 to 20:00, Monday to Friday, one bit each;
 * a course has one run of them on each of its days.
 */
#ifndef SEED_H
#define SEED_H

#include "total.h"

#define SEED_STUDENTS_MAX	100000
#define SEED_STUDENTS_MIN	50
#define SEED_TERMS		2	/* the one before, this one */
#define SEED_ASSIGNMENTS	7
#define SEED_CATEGORIES		4
#define SEED_PASS		INT64_C(6000)	/* hundredths of a per cent */
#define DAY_MS			((int64_t)86400000)

struct arena;
struct copy;
struct course_row;
struct ctl;

enum { TERM_BEFORE, TERM_NOW };

struct rng {
	uint64_t	 state;
};

struct seed_want {
	int64_t		 students, seed, day;
	const char	*school;	/* code */
};

struct term {
	const char	*semester;
	int		 year;
	int64_t		 starts, ends;		/* days */
	int64_t		 opens, closes;		/* of enrollment */
};

struct person {
	const char	*name, *email, *number, *department;
	const char	*role, *admin_role;
	int64_t		 created;
	int		 culture, family;	/* of names */
	int		 dept;
	bool		 active, demo;
};

struct subject {
	char		 code[8];
	const char	*title, *description;
	int		 credits, dept, requires;	/* -1: none */
};

struct week {
	uint32_t	 day[5];
};

enum status { ST_ENROLLED, ST_COMPLETED, ST_WAITLISTED, ST_DROPPED };

struct course {
	int		 subject, term, teacher;	/* index of people */
	struct week	 week;
	int		 room;				/* -1: online */
	int		 capacity, enrolled, waiting, waiting_most;
	int		 liked;				/* per cent */
	int		 scheme, graded;		/* assignments */
	bool		 partly;			/* the last one */
	bool		 demanded;			/* full, surely */
	int		 harder;			/* points lost */
	int		 demo;		/* 1 to 4: of the demo's teacher, now */
	int64_t		 created;
};

struct enrollment {
	int		 student, course, place;
	enum status	 status;
	int64_t		 enrolled, waitlisted, dropped;
	int		 next;		/* of the same student; -1: none */
};

struct room {
	int		 seats;
	struct week	 taken[SEED_TERMS];
};

struct relation {
	int		 parent, ward;
};

struct seed {
	struct arena	*arena;
	struct seed_want want;
	uint64_t	 key;		/* of ids and scores */
	int64_t		 now;		/* ms: the day's first instant */
	int		 students, teachers, parents, staff;	/* how many */
	int		 per_term, seats_wanted, depts;		/* of a term */
	struct term	 term[SEED_TERMS];

	struct person	*people;	/* staff, teachers, students, parents */
	struct subject	*subjects;
	struct course	*courses;	/* by term */
	struct enrollment *enrollments;
	struct room	*rooms;
	struct relation	*relations;
	int		 npeople, nsubjects, ncourses, nenrollments, nrooms,
			 nrelations, room_for_enrollments;
	int		*first;		/* enrollment of a student; -1 */
	int		*offered[SEED_TERMS];	/* course of a subject; -1 */
	struct seed_book **books;	/* of courses, when needed */
};

/* Kinds of rows that have ids. */
enum seed_kind {
	ID_SCHOOL = 1, ID_PERSON, ID_SUBJECT, ID_COURSE, ID_ENROLLMENT,
	ID_ASSIGNMENT, ID_GRADE, ID_CATEGORY, ID_SCALE, ID_EXAM, ID_REGRADE,
	ID_TRANSCRIPT
};

/* seed_rng.c */
uint64_t rng_next(struct rng *);
int	 rng_below(struct rng *, int n);		/* 0 to n - 1 */
bool	 rng_chance(struct rng *, int per_cent);
int	 rng_about(struct rng *, int mean, int deviation);	/* a bell */
void	 rng_shuffle(struct rng *, int *, int n);
struct rng seed_rng(const struct seed *, const char *what);
/* Chance that belongs to one row, however the rows are gone through. */
struct rng seed_rng_of(const struct seed *, enum seed_kind, int64_t index);
struct uuid seed_id(const struct seed *, enum seed_kind, int64_t index,
	    int64_t ms);
int64_t	 seed_day(int year, int month, int day);
bool	 seed_read_day(const char *, int64_t *day);	/* 2026-03-01 */
void	 seed_date(int64_t day, char out[16]);

/* seed_names.c */
int	 names_culture(struct rng *);
int	 names_family(struct rng *, int culture);
/* A name with that family; `plain` is its letters for an address. */
const char *names_full(struct arena *, struct rng *, int culture, int family,
	    const char **plain);
const char *names_building(int);
int	 names_buildings(void);

/* The parts, in this order. */
void	 seed_start(struct seed *, struct arena *, const struct seed_want *);
void	 seed_people(struct seed *);
void	 seed_subjects(struct seed *);
void	 seed_courses(struct seed *);
void	 seed_enrollments(struct seed *);
void	 seed_rooms(struct seed *);

/* seed_people.c: where each kind begins in people. */
int	 seed_teacher(const struct seed *, int i);
int	 seed_student(const struct seed *, int i);
int	 seed_parent(const struct seed *, int i);

/* seed_week.c */
bool	 week_meets(const struct week *, const struct week *);
void	 week_add(struct week *, const struct week *);
struct week week_any(struct rng *);
void	 week_json(const struct week *, char *out, size_t size);
void	 week_times(const struct week *, const struct term *, char *out,
	    size_t size);

/* seed_subjects.c */
const char *seed_department(int dept);
const char *seed_homework(int dept);	/* "Essay" */

/* seed_grades.c */
enum seed_exam { EXAM_NONE, EXAM_PLANNED, EXAM_MARKING, EXAM_PUBLISHED };

struct assignment {
	const char	*name, *type;
	int		 max, weight;		/* points; thousandths */
	int64_t		 graded, due;		/* when; 0: not yet, never */
	int		 category;		/* -1: none */
	bool		 is_extra;
	int		 late_per_day;		/* per cent; of half at most */
	enum total_curve curve;
	int		 curve_value;		/* points */
	enum seed_exam	 exam;
};

struct policy {
	bool		 categories, by_points, late, extra;
	enum total_curve curve;
};

struct policy seed_policy(const struct seed *, int course);
struct assignment seed_assignment(const struct seed *, int course, int n);
/* False: it is an exam that is not published yet. */
bool	 seed_is_assigned(const struct assignment *);
struct total_mark seed_mark(const struct seed *, int enrollment, int n);
const char *seed_comment(const struct seed *, int enrollment, int n,
	    const struct total_mark *);
struct uuid seed_enrollment_id(const struct seed *, int enrollment);
struct uuid seed_course_id(const struct seed *, int course);
struct uuid seed_person_id(const struct seed *, int person);
struct uuid seed_subject_id(const struct seed *, int subject);
struct uuid seed_school_id(const struct seed *);

/* seed_totals.c */
struct seed_final {
	int64_t		 computed, final;	/* hundredths; TOTAL_NONE */
	const struct total_step *step;
	bool		 is_override;
};

struct seed_category {
	const char	*name;
	int		 weight, drop;		/* thousandths */
};

extern const struct seed_category seed_categories[SEED_CATEGORIES];
struct seed_final seed_final(const struct seed *, int enrollment);
const struct total_step *seed_scale(size_t *n);
struct uuid seed_category_id(const struct seed *, int course, int category);
struct uuid seed_assignment_id(const struct seed *, int course, int n);

/* seed_load.c: in an open transaction.  False: copy_error(). */
bool	 seed_load(const struct seed *, struct copy *, const char *demo_hash,
	    const char *other_hash);
/* seed_policy.c: before what is graded by it. */
bool	 seed_policies(const struct seed *, struct copy *);
bool	 seed_assignments(const struct seed *, struct copy *);
bool	 seed_finals(const struct seed *, struct copy *);
/* seed_want.c: what set-based statements ask for is in seed_want, a temporary
 * table of one row; they have seed_id() and chance() of pg_temp. */
struct seed_step {
	const char	*words, *sql;
};

bool	 seed_want(const struct seed *, struct copy *, const char *demo_hash);
bool	 seed_steps(struct copy *, const struct seed_step *, size_t);
bool	 seed_wanted(struct copy *);		/* no longer */
const char *seed_date_text(const struct seed *, int64_t day);
const char *seed_demo_person(const struct seed *, const char *role);
/* seed_history.c: triggers would write what happened as of now.  Between the
 * two they are off; the second writes it as of when it was. */
bool	 seed_unnoted(struct copy *);
bool	 seed_noted(struct copy *);
/* seed_exams.c: exams of the demo's teacher, and regrades. */
bool	 seed_exams(const struct seed *, struct copy *);
/* seed_transcript.c: one that was issued to the demo's student. */
bool	 seed_transcript(const struct seed *, struct copy *);
/* seed_presence.c: rooms, groups, sessions and who came to them; the class
 * that is on now has the demo's password. */
bool	 seed_presence(const struct seed *, struct copy *);
/* seed_money.c: fees, invoices, payments and the ledger, with seed_bills.c and
 * seed_paid.c. */
bool	 seed_money(struct copy *);
bool	 seed_bills(struct copy *);
bool	 seed_paid(struct copy *);
/* seed_check.c: NULL, or what is not as it must be. */
const char *seed_check(struct arena *, struct copy *, const char *school_id,
	    int *rules);
/* seed_clear.c: everything of a school. */
bool	 seed_counts(struct copy *, struct arena *, const char *school_id,
	    const char **words);
bool	 seed_clear(struct copy *, const char *school_id);

#endif
