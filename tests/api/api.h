/*
 * api.h - a client of the JSON API and of the pages, for tests.
 *
 * LYCEUM_URL names the server.  Every answer's memory lasts until the next
 * api_free().  People sign in once and are kept.
 */
#ifndef API_H
#define API_H

#include <CUnit/CUnit.h>
#include <jansson.h>

#define PASSWORD	"demo-Lyceum-1"

struct reply {
	long	 status;
	char	*body, *headers;	/* never NULL */
	size_t	 len;
	json_t	*json;			/* or NULL */
};

struct ask {
	const char	*method, *path;	/* "/api/v1/..." or a page */
	const char	*token;		/* bearer, or NULL */
	const char	*cookie;	/* or NULL */
	const char	*body;		/* or NULL */
	const char	*type;		/* of the body; NULL: JSON */
	const char	*headers[6];	/* "Name: value" */
};

void		 api_start(void);	/* aborts without a server */
struct reply	*api(const struct ask *);
void		 api_free(void);

/* The usual: api_get(token, "/courses"), without the prefix. */
struct reply	*api_get(const char *token, const char *path);
struct reply	*api_send(const char *token, const char *method,
		    const char *path, const char *body);

/* All at once, each on a connection of its own; replies in the same order. */
void		 api_race(const struct ask *, size_t, struct reply **);

/*
 * A token of anybody, signed with the server's own key (LYCEUM_KEYS names
 * their folder): sign-in is limited, a crowd of students is not.
 */
const char	*api_mint(const char *user_id, const char *school_id,
		    const char *role);

/* Fixtures, made by the administrator; each has a name of its own. */
const char	*api_course(int capacity, int waitlist, const char *schedule);
struct student {
	const char	*id, *token;
};
size_t		 api_students(struct student *, size_t max);

/* "admin" means admin@lyceum.example; one with an @ is itself. */
const char	*api_token(const char *who);
const char	*api_format(const char *, ...)
		    __attribute__((format(printf, 1, 2)));

/* A header's value or "". */
const char	*reply_header(const struct reply *, const char *name);
/* "items.0.id": text of a member, "" if it is none; numbers as text. */
const char	*reply_text(const struct reply *, const char *path);
json_t		*reply_at(const struct reply *, const char *path);
long		 reply_int(const struct reply *, const char *path);
bool		 reply_names(const struct reply *, const char *field);

#define T_TRUE(a)	CU_ASSERT_TRUE(a)
#define T_FALSE(a)	CU_ASSERT_FALSE(a)
#define T_EQ(a, b)	CU_ASSERT_EQUAL(a, b)
#define T_SAME(a, b)	CU_ASSERT_STRING_EQUAL(a, b)
#define T_STATUS(r, want)	api_expect((r), (want), __FILE__, __LINE__)
#define T_PROBLEM(r, want, slug)					\
	api_problem((r), (want), (slug), __FILE__, __LINE__)

bool	api_expect(const struct reply *, long, const char *file, int line);
bool	api_problem(const struct reply *, long, const char *slug,
	    const char *file, int line);
/* One more assertion, said in words. */
void	api_check(bool ok, const char *file, int line, const char *, ...)
	    __attribute__((format(printf, 4, 5)));
#define T_SAY(ok, ...)	api_check((ok), __FILE__, __LINE__, __VA_ARGS__)

#endif
