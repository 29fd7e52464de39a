/*
 * trivial.c - the machine's own limit for a FastCGI handler: our accept loop
 * and one fixed answer of the size of a course, no route, no token, no
 * database.  tests/bench/bench.py runs it behind the same nginx.
 */
#include "core.h"
#include "app.h"

static char body[600];

static bool
prepare(const struct config *conf, char *why, size_t n)
{
	(void)conf;
	(void)why;
	(void)n;
	memset(body, ' ', sizeof(body));
	memcpy(body, "{}", 2);
	return true;
}

static void
serve(struct call *c)
{
	static const char headers[] = "Content-Type: application/json\r\n";

	call_send(c, 200, headers, sizeof(headers) - 1, body, sizeof(body));
}

int
main(int argc, char **argv)
{
	static const struct app app = { .name = "trivial",
	    .prepare = prepare, .serve = serve };

	return app_main(argc, argv, &app);
}
