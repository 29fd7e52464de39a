/*
 * listener.h - the socket of a pool: made here, or handed over.
 *
 * In this order: by our own predecessor (SIGHUP), by systemd (LISTEN_FDS),
 * as fd 0, or else made at <run_dir>/<pool>.sock with mode 0660.  The fd is
 * non-blocking and closed on exec.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include <sys/types.h>
#include <sys/un.h>

struct config;

struct listener {
	int		 fd;
	bool		 ours;		/* the name below is ours to remove */
	char		 path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	dev_t		 dev;
	ino_t		 ino;
};

bool	listener_open(struct listener *, const struct config *, char *why,
	    size_t) MUST_CHECK;
void	listener_remove(struct listener *);	/* nobody new can come */

/* Before an exec of our own binary; false: the exec must not be. */
bool	listener_hand_over(const struct listener *) MUST_CHECK;
void	listener_keep(const struct listener *);	/* it was not to be */

#endif
