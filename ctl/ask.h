/*
 * ask.h - does something answer at an address?  For the doctor.
 *
 * Each gives the HTTP status of the answer, or 0, and then `why` says what
 * happened instead.  Nobody is waited for longer than ASK_SECONDS.
 */
#ifndef ASK_H
#define ASK_H

#define ASK_SECONDS	3
#define ASK_WHY_MAX	256u

/* GET of a pool: a FastCGI request (1.0) on its Unix socket. */
int	ask_pool(const char *socket, const char *uri, char why[ASK_WHY_MAX]);

/*
 * GET of http://host[:port]path.  Of an https address only whether there is
 * somebody: 200, without asking what his certificate is worth.
 */
int	ask_web(const char *base_url, const char *path,
	    char why[ASK_WHY_MAX]);

/* Whether a datagram socket is there and somebody reads it. */
bool	ask_datagram(const char *socket, char why[ASK_WHY_MAX]);

#endif
