/*
 * doctor.h - the examinations, and how they say what they found.
 *
 * ok: as it should be.  note: works, but somebody should know.  bad: does
 * not work; the words end with what to do.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

struct copy;
struct ctl;
struct config;

struct doctor {
	struct ctl		*ctl;
	const struct config	*conf;
	const char		*sql;	/* folder of the migrations */
	struct copy		*db;	/* NULL: not reachable */
	int			 bad, notes;
};

void	doctor_ok(struct doctor *, const char *about, const char *, ...)
	    PRINTF(3, 4);
void	doctor_note(struct doctor *, const char *about, const char *, ...)
	    PRINTF(3, 4);
void	doctor_bad(struct doctor *, const char *about, const char *, ...)
	    PRINTF(3, 4);

/* doctor_db.c */
void	doctor_database(struct doctor *);	/* opens db, if it can */
void	doctor_migrations(struct doctor *);
void	doctor_contents(struct doctor *);
void	doctor_clock(struct doctor *);
/* doctor_run.c */
void	doctor_keys(struct doctor *);
void	doctor_templates(struct doctor *);
void	doctor_pools(struct doctor *);
void	doctor_memcached(struct doctor *);
void	doctor_log(struct doctor *);
void	doctor_web(struct doctor *);

#endif
