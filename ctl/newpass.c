#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

#include "ctl.h"
#include "password.h"
#include "newpass.h"

#define LINE_SIZE	(4 * PASSWORD_MAX + 2)

enum got { GOT_LINE, GOT_NOTHING, GOT_TOO_MUCH };

static volatile sig_atomic_t caught;

static void
note(int sig)
{
	caught = sig;
}

static enum got
read_line(int fd, char line[LINE_SIZE])
{
	size_t n = 0;
	ssize_t k;
	char c = '\0';

	while (!caught && (k = read(fd, &c, 1)) != 0) {
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 || c == '\n')
			break;
		if (n + 1 == LINE_SIZE)
			return GOT_TOO_MUCH;
		line[n++] = c;
	}
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	return n == 0 && c != '\n' ? GOT_NOTHING : GOT_LINE;
}

/* Nobody is left with a terminal that does not echo. */
static enum got
ask(int tty, const char *prompt, char line[LINE_SIZE])
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP };
	struct sigaction was[NITEMS(signals)], act = { .sa_handler = note };
	struct termios before, quiet;
	enum got got;

	dprintf(tty, "%s", prompt);
	if (tcgetattr(tty, &before) != 0)
		return GOT_NOTHING;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	for (size_t i = 0; i < NITEMS(signals); i++)
		sigaction(signals[i], &act, &was[i]);
	tcsetattr(tty, TCSAFLUSH, &quiet);
	got = read_line(tty, line);
	tcsetattr(tty, TCSAFLUSH, &before);
	for (size_t i = 0; i < NITEMS(signals); i++)
		sigaction(signals[i], &was[i], NULL);
	dprintf(tty, "\n");
	if (caught)
		raise(caught);
	return caught ? GOT_NOTHING : got;
}

static const char *
ask_twice(char line[LINE_SIZE])
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
	char again[LINE_SIZE] = "";
	const char *why = NULL;

	if (tty < 0)
		return "there is no terminal to ask for the password; say "
		    "--password-stdin";
	if (ask(tty, "Password: ", line) != GOT_LINE)
		why = "no password was given";
	else if (ask(tty, "Again: ", again) != GOT_LINE ||
	    strcmp(line, again) != 0)
		why = "the two are not the same; nothing was changed";
	sodium_memzero(again, sizeof(again));
	close(tty);
	return why;
}

static const char *
take_stdin(char line[LINE_SIZE])
{
	switch (read_line(STDIN_FILENO, line)) {
	case GOT_LINE:
		return NULL;
	case GOT_TOO_MUCH:
		return "the password is too long";
	case GOT_NOTHING:
	default:
		return "standard input has no password on its first line";
	}
}

const char *
newpass_hash(struct ctl *c, const char *password)
{
	char hash[PASSWORD_HASH_SIZE];

	if (!password_hash(password, hash)) {
		c->status = ctl_fail(c, "the password cannot be hashed: not "
		    "enough memory");
		return NULL;
	}
	return arena_strdup(&c->arena, hash);
}

const char *
newpass_ask(struct ctl *c, bool from_stdin, const char *email,
    const char *name)
{
	char line[LINE_SIZE] = "";
	const char *hash = NULL;
	const char *why = from_stdin ? take_stdin(line) : ask_twice(line);

	if (why == NULL)
		why = password_check(line, email, name);
	if (why == NULL)
		hash = newpass_hash(c, line);
	else
		c->status = ctl_fail(c, "%s", why);
	sodium_memzero(line, sizeof(line));
	return hash;
}
