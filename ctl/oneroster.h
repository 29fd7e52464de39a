/*
 * oneroster.h - the files of 1EdTech's OneRoster 1.2 CSV binding, both ways.
 *
 * oneroster_table.c says which files there are and what their columns may
 * hold; oneroster_read.c reads a folder of them into temporary tables,
 * in_users and so on, with the line of each row; what the rows mean to us is
 * in sql/oneroster, a statement or more for each file.  Whatever is wrong is a
 * row of the temporary table faults.
 */
#ifndef ONEROSTER_H
#define ONEROSTER_H

struct arena;
struct copy;

#define OR_VERSION	"1.2"
#define OR_META		"metadata.lyceum."

/*
 * rule: of letters, each with what it says of a cell that is not empty
 *	!	it must not be empty, and the column must be there
 *	d n b	a date, a number, true or false
 *	r R	the sourcedId (several: R, with commas) of that kind
 *	e	one of these, between bars
 * Columns of our own, which others are to leave alone, begin with OR_META.
 */
struct or_column {
	const char	*name, *rule, *of;
};

struct or_file {
	const char		*name;		/* "users": users.csv */
	const char		*kind;		/* of what a row is */
	const struct or_column	*columns;	/* as specified, in order */
};

const struct or_file	*or_files(size_t *n);
/* What a manifest names, in its order, ours or not. */
const char *const	*or_manifest(size_t *n);
const struct or_file	*or_file_named(const char *, size_t);
bool			 or_is_meta(const struct or_column *);
/* c_title of title, m_extra of metadata.lyceum.extra. */
const char		*or_sql_name(struct arena *, const struct or_column *);
/* NULL, or what is wrong with a cell. */
const char		*or_cell_wrong(const struct or_column *, const char *);

/* False: the database failed.  What is wrong with the files is in faults. */
bool	or_read(struct arena *, struct copy *, const char *dir);

#endif
