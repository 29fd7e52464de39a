/*
 * beacon_run.h - one simulated lesson: who takes part, what they do, what
 * became of it.
 */
#ifndef CTL_BEACON_RUN_H
#define CTL_BEACON_RUN_H

#include "beacon.h"

#define RUN_STUDENTS_MAX 500

struct ctl;

struct run {
	struct ctl *ctl;
	struct web web;
	struct unit unit;
	struct room room;
	struct phone *phones;
	size_t n;
	struct sent last;             /* frame */
	int again;                    /* status of its repetition */
	const char *admin, *password; /* a token; everybody's */
	const char *course_id, *classroom_id, *session_name;

	/* What was asked for. */
	const char *url, *email, *teacher, *file, *folder, *ca_file;
	const char *session, *beacon;
	int64_t students, cheats;
	bool from_stdin, relay, json, replace, in_time;
};

/* beacon.c */
const char *sim_password(struct ctl *, bool from_stdin);
bool sim_open(struct ctl *, struct web *, const char **url, const char **folder,
    const char *ca_file);
int sim_failed(struct ctl *, struct web *);

/* beacon_class.c: the session, its beacon, its students, signed in. */
void class_find(struct run *);
void class_gather(struct run *);

/* beacon_table.c: true if everything came out as it must. */
bool table_print(const struct run *);

#endif
