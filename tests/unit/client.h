/*
 * client.h - what nginx does, for tests: FastCGI requests over a Unix socket.
 *
 * Every call gives up after CLIENT_WAIT_S seconds.  An answer's memory is
 * the caller's: answer_free().
 */
#ifndef CLIENT_H
#define CLIENT_H

#define CLIENT_WAIT_S	20

struct answer {
	int	 status;	/* 0: none came, or not to its end */
	char	*head, *body;	/* NUL-terminated; NULL without an answer */
	size_t	 len;		/* of the body */
};

/* A growing run of bytes. */
struct bytes {
	char	*s;
	size_t	 n, cap;
};

void	bytes_add(struct bytes *, const void *, size_t);
void	bytes_record(struct bytes *, int type, const void *, size_t);
void	bytes_param(struct bytes *, const char *name, const char *value);

int	client_connect(const char *path);	/* -1: nobody listens */
/* Begin, parameters ("NAME", "value", ..., NULL) and their end. */
bool	client_begin(int fd, const char *const *params);
bool	client_body(int fd, const void *, size_t);	/* and its end */
bool	client_write(int fd, const void *, size_t);
struct answer client_answer(int fd);		/* closes fd */

struct answer client_call(const char *path, const char *method,
	    const char *uri, const void *body, size_t);
void	answer_free(struct answer *);
/* Status alone; 0 if there was no whole answer. */
int	client_status(const char *path, const char *uri);

/* A condition that must become true; false after CLIENT_WAIT_S. */
#define WAIT_FOR(condition)	({					\
	bool ok_ = false;						\
	for (int64_t end_ = client_now_ms() + CLIENT_WAIT_S * 1000;	\
	    !(ok_ = (condition)) && client_now_ms() < end_;)		\
		client_pause();						\
	ok_; })

int64_t	client_now_ms(void);
void	client_pause(void);	/* a moment between two looks */

#endif
