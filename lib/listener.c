#include "core.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "clock.h"
#include "conf.h"
#include "listener.h"
#include "num.h"

#define ENV_FD		"LYCEUM_HANDOVER_FD"
#define ENV_SOCKET	"LYCEUM_HANDOVER_SOCKET"
#define SYSTEMD_FD	3
#define LEAVE_US	3000000		/* what a predecessor gets to go */
#define LOOK_NS		20000000

static bool
fail(char *why, size_t n, const char *what)
{
	snprintf(why, n, "%s: %s", what, strerror(errno));
	return false;
}

static bool
is_listening(int fd)
{
	int yes = 0;
	socklen_t n = sizeof(yes);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &n) == 0 &&
	    yes != 0;
}

static bool
env_number(const char *name, int *n)
{
	const char *text = getenv(name);
	int64_t v;

	if (text == NULL || !num_read(text, 0, INT_MAX, &v))
		return false;
	*n = (int)v;
	return true;
}

static void
remember(struct listener *l, const char *path)
{
	struct stat st;

	snprintf(l->path, sizeof(l->path), "%s", path);
	if (stat(path, &st) == 0) {
		l->ours = true;
		l->dev = st.st_dev;
		l->ino = st.st_ino;
	}
}

static bool
from_predecessor(struct listener *l)
{
	const char *path = getenv(ENV_SOCKET);
	int fd;

	if (!env_number(ENV_FD, &fd) || !is_listening(fd))
		return false;
	l->fd = fd;
	if (path != NULL)
		remember(l, path);
	return true;
}

static bool
from_systemd(struct listener *l)
{
	int pid, n;

	if (!env_number("LISTEN_PID", &pid) || pid != getpid() ||
	    !env_number("LISTEN_FDS", &n) || n != 1 ||
	    !is_listening(SYSTEMD_FD))
		return false;
	l->fd = SYSTEMD_FD;
	return true;
}

/* fd 0 becomes /dev/null, so that nobody reads a socket for input. */
static bool
from_stdin(struct listener *l)
{
	int null;

	if (!is_listening(STDIN_FILENO))
		return false;
	l->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, SYSTEMD_FD);
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (l->fd < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0)
		return false;
	close(null);
	return true;
}

static bool
somebody_listens(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	bool yes;

	if (fd < 0)
		return true;
	yes = connect(fd, (const struct sockaddr *)a, sizeof(*a)) == 0 ||
	    errno == EAGAIN;
	close(fd);
	return yes;
}

/* A name that nobody listens behind was left by a pool that was killed. */
static bool
clear_name(const struct sockaddr_un *a)
{
	int64_t until = clock_us() + LEAVE_US;
	struct stat st;

	if (lstat(a->sun_path, &st) != 0)
		return errno == ENOENT;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return false;
	}
	while (somebody_listens(a)) {
		if (clock_us() > until) {
			errno = EADDRINUSE;
			return false;
		}
		nanosleep(&(struct timespec){ .tv_nsec = LOOK_NS }, NULL);
	}
	return unlink(a->sun_path) == 0 || errno == ENOENT;
}

static bool
bind_and_listen(int fd, const struct sockaddr_un *a, int backlog)
{
	mode_t mask = umask(0117);	/* 0660 from its first moment */
	bool ok = bind(fd, (const struct sockaddr *)a, sizeof(*a)) == 0;

	umask(mask);
	return ok && listen(fd, backlog) == 0;
}

static bool
make(struct listener *l, const struct config *c, char *why, size_t n)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int len = snprintf(a.sun_path, sizeof(a.sun_path), "%s/%s.sock",
	    c->run_dir, c->pool);

	if (len < 0 || (size_t)len >= sizeof(a.sun_path)) {
		errno = ENAMETOOLONG;
		return fail(why, n, c->run_dir);
	}
	if (!clear_name(&a))
		return fail(why, n, a.sun_path);
	l->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (l->fd < 0 || !bind_and_listen(l->fd, &a, c->backlog))
		return fail(why, n, a.sun_path);
	remember(l, a.sun_path);
	return true;
}

bool
listener_open(struct listener *l, const struct config *c, char *why, size_t n)
{
	int flags;

	*l = (struct listener){ .fd = -1 };
	if (!from_predecessor(l) && !from_systemd(l) && !from_stdin(l) &&
	    !make(l, c, why, n))
		return false;
	unsetenv(ENV_FD);
	unsetenv(ENV_SOCKET);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	flags = fcntl(l->fd, F_GETFL);
	if (flags < 0 || fcntl(l->fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    fcntl(l->fd, F_SETFD, FD_CLOEXEC) != 0)
		return fail(why, n, "listener");
	return true;
}

void
listener_remove(struct listener *l)
{
	struct stat st;

	if (l->ours && stat(l->path, &st) == 0 && st.st_dev == l->dev &&
	    st.st_ino == l->ino)
		unlink(l->path);
	l->ours = false;
}

bool
listener_hand_over(const struct listener *l)
{
	char t[16];

	snprintf(t, sizeof(t), "%d", l->fd);
	return setenv(ENV_FD, t, 1) == 0 &&
	    (!l->ours || setenv(ENV_SOCKET, l->path, 1) == 0) &&
	    fcntl(l->fd, F_SETFD, 0) == 0;
}

void
listener_keep(const struct listener *l)
{
	unsetenv(ENV_FD);
	unsetenv(ENV_SOCKET);
	fcntl(l->fd, F_SETFD, FD_CLOEXEC);
}
