/*
 * pool.h - the manager of a pool of workers.
 *
 * It forks them, replaces each that ends (at once; one that dies within a
 * second of its birth, again and again, after a growing pause of 5 s at
 * most), and obeys SIGTERM, SIGINT and SIGHUP.  It never gives up.
 */
#ifndef POOL_H
#define POOL_H

struct app;
struct config;

#define POOL_WORKERS_MAX	256

/*
 * argv is that of the process, argv[0] the path by which it can be executed
 * again.  Returns the exit status.
 */
int	pool_run(const struct app *, const struct config *, char **argv);

/* First of all in a process: signals wait until the manager looks. */
void	pool_block_signals(void);

#endif
