/*
 * pooled.h - a pool to test: the program is also the service that it tests.
 *
 * Started with arguments the program runs app_main() with a small service;
 * without, its tests, which start it.  All files lie in a folder of the run:
 * "conf", "out" (stdout and stderr), "metrics", "t.sock", "t.pid".
 *
 * The service answers with its worker's pid, or with the body it was sent.
 * "/crash", "/hang", "/nothing", "/memory", "/privileges" do what they say;
 * "/more" hangs, too, and was given two seconds for it; "/gate" waits until
 * there is a file "gate".  "prepare-fails" and "start-fails" are such files,
 * too.  "/together" is answered with how many were together.
 */
#ifndef POOLED_H
#define POOLED_H

#include <sys/types.h>

#include <CUnit/CUnit.h>
#include <stdatomic.h>

extern char pooled_socket[108];	/* its path, as long as a sun_path */

int	 pooled_main(int argc, char **argv, const char *name, CU_TestInfo *);

const char *pooled_file(const char *name);	/* the last four are kept */
void	 pooled_write(const char *name, const char *text);
void	 pooled_configure(const char *more);
/* The program with two arguments more, and fd 0 if listener is one. */
pid_t	 pooled_launch(int listener, const char *option, const char *value);
int	 pooled_result(pid_t);		/* exit status, or minus the signal */
int	 pooled_said(const char *text);	/* how often it is in "out" */
bool	 pooled_metrics_have(const char *text);

pid_t	 pooled_start(const char *settings);	/* and it answers */
int	 pooled_end(pid_t);			/* SIGTERM; its result */
long	 pooled_who(const char *uri);	/* the worker that answers; 0: none */

/* Processes that ask all the time, and count what is lost. */
struct load {
	_Atomic bool	stop;
	_Atomic long	asked, lost;
};

extern struct load *load;

void	 load_begin(void);
void	 load_end(const char *what);	/* nothing may be lost */

#endif
