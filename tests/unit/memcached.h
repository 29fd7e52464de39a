/* memcached.h - a memcached of the test's own, on a Unix socket. */
#ifndef MEMCACHED_H
#define MEMCACHED_H

#include <sys/types.h>

bool	memcached_there(void);		/* is it installed? */
pid_t	memcached_start(const char *socket);	/* and answering */
void	memcached_end(pid_t);
void	memcached_stop(pid_t);		/* it hangs, until SIGCONT */
/* One command, whose answer's first line is given back (static). */
const char *memcached_say(const char *socket, const char *command);

#endif
