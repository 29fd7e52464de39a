/*
 * log.h - one JSON object per line, to syslog-ng.
 *
 *	log_info("user_login", "User logged in", KV("role", role),
 *	    KV("attempts", 3));
 *
 * Every line has timestamp, level, logger, module, function, line, message,
 * event, trace_id, request_id, user_id and context{}.  A line waits in a
 * buffer until 16 have gathered, 32 kB are full, something at WARNING or
 * above is said, or log_flush() is called.  Nothing here allocates, blocks or
 * fails: what syslog-ng does not take is dropped and counted.  Without the
 * socket lines go to stderr.  Values are escaped, made valid UTF-8 and cut
 * (LOG_VALUE_MAX bytes).  There is no call that logs a body: what is secret
 * must not be passed.
 */
#ifndef LOG_H
#define LOG_H

#define LOG_VALUE_MAX	512u

enum log_level {
	LV_DEBUG, LV_INFO, LV_WARNING, LV_ERROR, LV_CRITICAL
};

struct log_kv {
	const char	*key;		/* NULL: nothing */
	enum { KV_TEXT, KV_INT, KV_REAL, KV_BOOL } kind;
	union {
		const char	*text;	/* NULL is null */
		int64_t		 num;
		double		 real;
	};
};

struct log_place {
	const char	*file, *function;
	int		 line;
};

/* One request, as it ended (or began: event "request_started"). */
struct log_request {
	const char	*event;		/* NULL: by the status */
	const char	*method, *path, *handler, *client_ip;
	const char	*error_type, *error_message;	/* NULL: none */
	int		 status;
	int64_t		 duration_us;
	size_t		 bytes;
};

/* Before any fork.  `socket` NULL or empty: stderr. */
void	log_open(const char *socket, const char *pool, enum log_level least);
bool	log_level_of(const char *name, enum log_level *);	/* "info" */

/* Until the next call; NULL or "" is none.  Ids are copied. */
void	log_context(const char *request_id, const char *trace_id,
	    const char *user_id);
void	log_user(const char *user_id);
void	log_write(enum log_level, const struct log_place *, const char *event,
	    const char *message, const struct log_kv *, size_t);
void	log_request_at(const struct log_place *, const struct log_request *);
bool	log_flush(void);		/* false: some still wait */
uint64_t log_take_drops(void);		/* lines lost since the last call */

/* In a child, first of all: what the parent has yet to say is its own. */
void	log_forked(void);
/* Safe in a signal handler: what waits, then this line, with one number. */
void	log_last_words(const char *event, const char *message,
	    const char *key, int64_t number);

static inline struct log_kv
log_kv_text(const char *key, const char *v)
{
	return (struct log_kv){ .key = key, .kind = KV_TEXT, .text = v };
}

static inline struct log_kv
log_kv_int(const char *key, int64_t v)
{
	return (struct log_kv){ .key = key, .kind = KV_INT, .num = v };
}

static inline struct log_kv
log_kv_size(const char *key, uint64_t v)
{
	return log_kv_int(key, v > INT64_MAX ? INT64_MAX : (int64_t)v);
}

static inline struct log_kv
log_kv_real(const char *key, double v)
{
	return (struct log_kv){ .key = key, .kind = KV_REAL, .real = v };
}

static inline struct log_kv
log_kv_bool(const char *key, bool v)
{
	return (struct log_kv){ .key = key, .kind = KV_BOOL, .num = v };
}

#define KV(k, v) _Generic((v),						\
	bool: log_kv_bool, double: log_kv_real,				\
	int: log_kv_int, long: log_kv_int, long long: log_kv_int,	\
	unsigned: log_kv_size, unsigned long: log_kv_size,		\
	char *: log_kv_text, const char *: log_kv_text)((k), (v))

#define LOG_HERE							\
	(&(const struct log_place){ __FILE__, __func__, __LINE__ })
#define LOG_AT(level, event, message, ...)				\
	log_write((level), LOG_HERE, (event), (message),		\
	    (const struct log_kv[]){ { .key = NULL }, ##__VA_ARGS__ },	\
	    NITEMS(((const struct log_kv[]){ { .key = NULL }, ##__VA_ARGS__ })))

#define log_debug(...)		LOG_AT(LV_DEBUG, __VA_ARGS__)
#define log_info(...)		LOG_AT(LV_INFO, __VA_ARGS__)
#define log_warning(...)	LOG_AT(LV_WARNING, __VA_ARGS__)
#define log_error(...)		LOG_AT(LV_ERROR, __VA_ARGS__)
#define log_critical(...)	LOG_AT(LV_CRITICAL, __VA_ARGS__)
#define log_request(...)	log_request_at(LOG_HERE, (__VA_ARGS__))

#endif
