#include "core.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <signal.h>
#include <unistd.h>

#include "client.h"
#include "memcached.h"

bool
memcached_there(void)
{
	return system("command -v memcached >/dev/null 2>&1") == 0;
}

pid_t
memcached_start(const char *path)
{
	pid_t pid;

	unlink(path);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execlp("memcached", "memcached", "-s", path, "-a", "0600",
		    "-m", "16", "-t", "1", "-U", "0", "-u", "root", NULL);
		_exit(127);
	}
	if (!WAIT_FOR(strncmp(memcached_say(path, "version"), "VERSION", 7)
	    == 0))
		abort();
	return pid;
}

void
memcached_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

void
memcached_stop(pid_t pid)
{
	int status = 0;

	kill(pid, SIGSTOP);
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		abort();
}

const char *
memcached_say(const char *path, const char *command)
{
	static char said[512];
	int fd = client_connect(path);
	ssize_t n;

	said[0] = '\0';
	if (fd < 0)
		return said;
	if (client_write(fd, command, strlen(command)) &&
	    client_write(fd, "\r\n", 2)) {
		n = read(fd, said, sizeof(said) - 1);
		said[n < 0 ? 0 : n] = '\0';
		said[strcspn(said, "\r\n")] = '\0';
	}
	close(fd);
	return said;
}
