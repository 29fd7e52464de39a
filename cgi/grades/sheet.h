/*
 * sheet.h - the grades of a course as a file has them: students down,
 * assignments across, each grade with all that a teacher says of it.
 */
#ifndef SHEET_H
#define SHEET_H

struct query;
struct req;
struct rows;

struct sheet_student {
	const char	*id, *name, *number, *email;	/* id: enrollment */
};

struct sheet_assignment {
	const char	*id, *name, *max;
	int64_t		 max_score;	/* hundredths */
};

struct sheet_grade {
	int64_t		 score;		/* hundredths; -1: none */
	const char	*state, *comments;	/* "" for no comment */
	int64_t		 days_late, version;	/* version 0: no grade */
};

struct sheet {
	struct rows		*head, *roster, *marks;
	struct sheet_student	*students;
	struct sheet_assignment	*assignments;
	size_t			 nstudents, nassignments;
	int			*cells;		/* rows of marks, plus one */
};

/* head says who may: q_import_head or q_export_head. */
bool	sheet_read(struct req *, const struct query *head, struct sheet *);
void	sheet_grade(const struct sheet *, size_t student, size_t assignment,
	    struct sheet_grade *);

/* Hundredths from "87.5", with a comma where that is a decimal one. */
bool	score_read(const char *, size_t, bool comma, int64_t *);
/* "87.5"; size 24 is enough. */
void	score_print(int64_t, char point, char *, size_t);

#endif
