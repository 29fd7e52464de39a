#include "core.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "logline.h"

#define BATCH_BYTES	((size_t)32 * 1024)
#define BATCH_LINES	16u
#define LINE_BYTES	((size_t)8 * 1024)
#define ID_BYTES	80
#define STDERR_CHUNK	((size_t)4096)	/* PIPE_BUF: poll() promises as much */
#define RETRY_US	1000000

/* This process's log.  Static, as there is one, and signal handlers use it. */
static struct {
	int		 fd;
	struct sockaddr_un to;
	int64_t		 retry_us;
	char		 logger[ID_BYTES];
	enum log_level	 least;
	pid_t		 pid;
	char		 request_id[ID_BYTES], trace_id[ID_BYTES];
	char		 user_id[ID_BYTES];
	size_t		 n;		/* bytes of the batch */
	unsigned	 lines;
	uint64_t	 drops;
} logger = { .fd = -1, .logger = "lyceum", .least = LV_INFO };
static char batch[BATCH_BYTES];

static const char *const level_names[] = {
	[LV_DEBUG] = "DEBUG", [LV_INFO] = "INFO", [LV_WARNING] = "WARNING",
	[LV_ERROR] = "ERROR", [LV_CRITICAL] = "CRITICAL"
};

/* "courses" of "../cgi/courses/courses.c" */
static void
add_module(struct logline *l, const char *file)
{
	const char *base = strrchr(file, '/');
	char name[ID_BYTES] = "";
	size_t n;

	base = base == NULL ? file : base + 1;
	n = strcspn(base, ".");
	memcpy(name, base, n < sizeof(name) ? n : sizeof(name) - 1);
	logline_text(l, "module", name);
}

static const char *
id_or_null(const char *id)
{
	return id[0] == '\0' ? NULL : id;
}

static struct logline
begin(char *room, size_t size, enum log_level level,
    const struct log_place *at, const char *event, const char *message)
{
	struct logline l;

	logline_begin(&l, room, size);
	logline_fixed(&l, "timestamp", clock_date_us() / 1000, 3);
	logline_text(&l, "level", level_names[level]);
	logline_text(&l, "logger", logger.logger);
	add_module(&l, at->file);
	logline_text(&l, "function", at->function);
	logline_int(&l, "line", at->line);
	logline_int(&l, "pid", logger.pid == 0 ? getpid() : logger.pid);
	logline_text(&l, "event", event);
	logline_text(&l, "message", message);
	logline_text(&l, "trace_id", id_or_null(logger.trace_id));
	logline_text(&l, "request_id", id_or_null(logger.request_id));
	logline_text(&l, "user_id", id_or_null(logger.user_id));
	return l;
}

/* Where lines go. */

static bool
connected(void)
{
	int fd;

	if (logger.fd >= 0)
		return true;
	if (logger.to.sun_path[0] == '\0' || clock_us() < logger.retry_us)
		return false;
	logger.retry_us = clock_us() + RETRY_US;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	if (connect(fd, (const struct sockaddr *)&logger.to,
	    sizeof(logger.to)) != 0) {
		close(fd);
		return false;
	}
	logger.fd = fd;
	return true;
}

/* In pieces that poll() says will not block; the rest is dropped. */
static bool
to_stderr(const char *s, size_t n)
{
	while (n > 0) {
		struct pollfd p = { .fd = STDERR_FILENO, .events = POLLOUT };
		size_t k = n < STDERR_CHUNK ? n : STDERR_CHUNK;
		ssize_t done;

		if (poll(&p, 1, 0) != 1 || (p.revents & POLLOUT) == 0)
			return false;
		done = write(STDERR_FILENO, s, k);
		if (done <= 0)
			return false;
		s += done;
		n -= (size_t)done;
	}
	return true;
}

/* syslog-ng that was restarted has a new socket: once more from the start. */
static bool
to_socket(const char *s, size_t n)
{
	for (int i = 0; i < 2 && connected(); i++) {
		if (send(logger.fd, s, n, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
			return true;
		if (errno == EAGAIN || errno == ENOBUFS || errno == EMSGSIZE)
			return false;
		close(logger.fd);
		logger.fd = -1;
		logger.retry_us = 0;
	}
	return false;
}

bool
log_flush(void)
{
	if (logger.n == 0)
		return true;
	if (!to_socket(batch, logger.n)) {
		if (logger.fd >= 0 && errno != EMSGSIZE)
			return false;
		/* The final newline is not part of a datagram. */
		batch[logger.n] = '\n';
		if (!to_stderr(batch, logger.n + 1))
			logger.drops += logger.lines;
	}
	logger.n = 0;
	logger.lines = 0;
	return true;
}

static void
append(const struct logline *l, enum log_level level)
{
	/* One byte for the newline between, one for that at the end. */
	if (l->n + 2 > sizeof(batch) - logger.n && !log_flush()) {
		logger.drops += logger.lines;
		logger.n = 0;
		logger.lines = 0;
	}
	if (logger.n > 0)
		batch[logger.n++] = '\n';
	memcpy(batch + logger.n, l->s, l->n);
	logger.n += l->n;
	if (++logger.lines >= BATCH_LINES || level >= LV_WARNING)
		log_flush();
}

uint64_t
log_take_drops(void)
{
	uint64_t n = logger.drops;

	logger.drops = 0;
	return n;
}

void
log_open(const char *path, const char *pool, enum log_level least)
{
	if (logger.fd >= 0)
		close(logger.fd);
	logger.fd = -1;
	logger.retry_us = 0;
	logger.least = least;
	logger.pid = getpid();
	logger.to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (path != NULL && strlen(path) < sizeof(logger.to.sun_path))
		memcpy(logger.to.sun_path, path, strlen(path));
	snprintf(logger.logger, sizeof(logger.logger), "lyceum.%s", pool);
}

void
log_forked(void)
{
	logger.pid = getpid();
	logger.n = 0;
	logger.lines = 0;
	logger.drops = 0;
}

bool
log_level_of(const char *name, enum log_level *level)
{
	static const char *const names[] = {
		[LV_DEBUG] = "debug", [LV_INFO] = "info",
		[LV_WARNING] = "warning", [LV_ERROR] = "error",
		[LV_CRITICAL] = "critical"
	};

	for (unsigned i = 0; i < NITEMS(names); i++)
		if (strcmp(names[i], name) == 0) {
			*level = (enum log_level)i;
			return true;
		}
	return false;
}

static void
keep_id(char *to, const char *id)
{
	snprintf(to, ID_BYTES, "%s", id == NULL ? "" : id);
}

void
log_context(const char *request_id, const char *trace_id, const char *user_id)
{
	keep_id(logger.request_id, request_id);
	keep_id(logger.trace_id, trace_id);
	keep_id(logger.user_id, user_id);
}

void
log_user(const char *user_id)
{
	keep_id(logger.user_id, user_id);
}

void
log_write(enum log_level level, const struct log_place *at, const char *event,
    const char *message, const struct log_kv *kv, size_t n)
{
	char room[LINE_BYTES];
	struct logline l;

	if (level < logger.least)
		return;
	l = begin(room, sizeof(room), level, at, event, message);
	logline_context(&l);
	for (size_t i = 0; i < n; i++)
		if (kv[i].key != NULL)
			logline_kv(&l, &kv[i]);
	logline_end(&l, true);
	append(&l, level);
}

void
log_request_at(const struct log_place *at, const struct log_request *r)
{
	bool failed = r->status >= 500;
	bool started = r->event != NULL && r->status == 0;
	enum log_level level = failed ? LV_ERROR :
	    started ? LV_DEBUG : LV_INFO;
	const char *event = r->event != NULL ? r->event :
	    failed ? "request_failed" : "request_completed";
	char room[LINE_BYTES];
	struct logline l;

	if (level < logger.least)
		return;
	l = begin(room, sizeof(room), level, at, event,
	    failed ? "Request failed" :
	    started ? "Request started" : "Request completed");
	logline_text(&l, "method", r->method);
	logline_text(&l, "path", r->path);
	logline_text(&l, "handler", r->handler);
	logline_text(&l, "client_ip", r->client_ip);
	if (!started) {
		logline_int(&l, "status_code", r->status);
		logline_fixed(&l, "duration_seconds", r->duration_us, 6);
		logline_int(&l, "bytes", (int64_t)r->bytes);
	}
	if (r->error_type != NULL)
		logline_text(&l, "error_type", r->error_type);
	if (r->error_message != NULL)
		logline_text(&l, "error_message", r->error_message);
	logline_end(&l, false);
	append(&l, level);
}

void
log_last_words(const char *event, const char *message, const char *key,
    int64_t number)
{
	static char room[LINE_BYTES];
	struct logline l;

	l = begin(room, sizeof(room), LV_CRITICAL, LOG_HERE, event, message);
	logline_context(&l);
	logline_int(&l, key, number);
	logline_end(&l, true);
	append(&l, LV_CRITICAL);
	if (logger.n > 0)
		logger.drops += logger.lines;
}
