/*
 * app.h - the main() of a service: one pool of worker processes.
 *
 * The process that was started is the manager: it holds the socket, forks
 * the workers, replaces each that ends, and does nothing else.  A worker
 * serves one request at a time, or several of one kind as one.
 *   SIGTERM, SIGINT   answer all who wait, then end with 0
 *   SIGHUP            run the binary anew, new workers first, then end the old
 *                     ones; if the new configuration is bad, change nothing
 * The socket is <run_dir>/<pool>.sock, or is handed over as fd 0 or by
 * systemd (LISTEN_FDS).  Exit status: 0, 1 (cannot start), 2 (usage).
 */
#ifndef APP_H
#define APP_H

#include "conf.h"
#include "fcgi.h"

#define APP_TOGETHER	16u	/* requests open at once in a worker */

struct app {
	const char	*name;		/* "courses": of the binary */
	/* Once, before the workers are forked; optional. */
	bool		(*prepare)(const struct config *, char *why, size_t);
	/* In each worker: connections.  False: try again in a new one. */
	bool		(*start)(const struct config *);
	/* One request.  Answers with call_send(), also when `early` is set. */
	void		(*serve)(struct call *);
	/*
	 * Those of one kind that wait at the same moment may be answered
	 * together: is this one of them?  Both, or neither.
	 */
	bool		(*gathers)(const struct call *);
	void		(*serve_all)(struct call *const *, size_t n);
	/*
	 * In a worker with nothing to do, and (busy) now and then between two
	 * requests of many.  In how many ms it wants to be called again: 0
	 * at once, -1 when there is nothing to wait for.
	 */
	int		(*idle)(bool busy);
	/* --describe; its result is the exit status. */
	int		(*describe)(FILE *);
};

int	app_main(int argc, char **argv, const struct app *);

#endif
