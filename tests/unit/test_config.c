/* Settings: from defaults, file, section and environment, and what is wrong. */
#include "core.h"

#include <unistd.h>

#include "arena.h"
#include "conf.h"
#include "suite.h"

static struct arena arena;
static struct config c;
static char file[256];
static char why[1024];

static bool
load(const char *text)
{
	FILE *f = fopen(file, "we");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
	why[0] = '\0';
	return conf_load(&c, &arena, file, "signin", why, sizeof(why));
}

/* The complaint, without the file's name; "" if there was none. */
static const char *
complaint(const char *text)
{
	size_t n = strlen(file);

	if (load(text))
		return "";
	return strncmp(why, file, n) == 0 ? why + n : why;
}

static void
defaults(void)
{
	T_TRUE(conf_load(&c, &arena, NULL, "signin", why, sizeof(why)));
	T_SAME(c.pool, "signin");
	T_EQ(c.workers, 4);
	T_EQ(c.deadline, 10);
	T_EQ(c.retire_after, 10000);
	T_TRUE(c.secure_cookies);
	T_SAME(c.memcached_socket, "");
	T_SAME(c.database, "dbname=lyceum");
}

static void
values(void)
{
	T_TRUE(load("# a comment\n\n  workers = 7  # and another\n"
	    "secure_cookies=no\n"
	    "database = \"dbname=x # y \"  \n"
	    "base_url = https://example.org/#top\n"
	    "state_dir =\n"
	    "\tlog_level\t=\tdebug\r\n"
	    "keys_dir = last line without a newline"));
	T_EQ(c.workers, 7);
	T_FALSE(c.secure_cookies);
	T_SAME(c.database, "dbname=x # y ");
	T_SAME(c.base_url, "https://example.org/#top");
	T_SAME(c.state_dir, "");
	T_SAME(c.log_level, "debug");
	T_SAME(c.keys_dir, "last line without a newline");
	T_EQ(c.deadline, 10);
	T_TRUE(load("workers = 1\nworkers = 2\n"));
	T_EQ(c.workers, 2);
}

static void
sections(void)
{
	T_TRUE(load("workers = 4\n"
	    "[courses]\nworkers = 9\ndeadline = 99\n"
	    "[signin]  # ours\nworkers = 2\n"
	    "[other]\nworkers = 8\n"));
	T_EQ(c.workers, 2);
	T_EQ(c.deadline, 10);
}

static void
environment(void)
{
	setenv("LYCEUM_WORKERS", "5", 1);
	setenv("LYCEUM_BASE_URL", "http://env", 1);
	setenv("LYCEUM_SOMETHING_ELSE", "x", 1);
	T_TRUE(load("workers = 3\n[signin]\nworkers = 2\n"));
	T_EQ(c.workers, 5);
	T_SAME(c.base_url, "http://env");
	setenv("LYCEUM_WORKERS", "five", 1);
	T_FALSE(load(""));
	T_SAME(why, "LYCEUM_WORKERS: not a whole number from 1 on");
	unsetenv("LYCEUM_WORKERS");
	unsetenv("LYCEUM_BASE_URL");
	unsetenv("LYCEUM_SOMETHING_ELSE");
	T_TRUE(load(""));
	T_EQ(c.workers, 4);
}

static void
mistakes(void)
{
	char longest[5000];

	T_TRUE(strncmp(complaint("\nwrokers = 3\n"),
	    ":2: no such setting: wrokers; there are: environment, ", 53) == 0);
	T_TRUE(strstr(why, ", workers, ") != NULL);
	T_TRUE(strstr(why, ", max_body") != NULL);
	T_SAME(complaint("workers 3"), ":1: a line is key = value: workers 3");
	T_SAME(complaint("workers = three"),
	    ":1: not a whole number from 1 on: workers");
	T_TRUE(complaint("workers = 0")[0] != '\0');
	T_TRUE(complaint("workers = -1")[0] != '\0');
	T_TRUE(complaint("workers = 3x")[0] != '\0');
	T_TRUE(complaint("workers =")[0] != '\0');
	T_TRUE(complaint("workers = 2147483648")[0] != '\0');
	T_TRUE(complaint("workers = 99999999999999999999")[0] != '\0');
	T_SAME(complaint("workers = 2147483647"), "");
	T_SAME(complaint("secure_cookies = maybe"),
	    ":1: neither yes nor no: secure_cookies");
	T_SAME(complaint("database = \"open"),
	    ":1: the quotes do not match: database");
	T_SAME(complaint("database = \"a\" b"),
	    ":1: the quotes do not match: database");
	T_SAME(complaint("[signin"),
	    ":1: a section is [name of a pool]: [signin");
	T_TRUE(complaint("[other]\nwrokers = 1\n")[0] != '\0');
	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	T_TRUE(strncmp(complaint(longest), ":1: the line is too long", 24)
	    == 0);
	T_FALSE(conf_load(&c, &arena, "/nonexistent", "signin", why,
	    sizeof(why)));
	T_SAME(why, "/nonexistent: No such file or directory");
}

/* A complaint is cut, not written past its end. */
static void
small_complaint(void)
{
	char small[16];

	memset(small, '#', sizeof(small));
	load("");
	T_FALSE(conf_load(&c, &arena, "/nonexistent/a/long/name", "signin",
	    small, 8));
	T_EQ(strlen(small), 7);
	T_EQ(small[8], '#');
}

static void
help(void)
{
	char text[8192];
	FILE *f = fmemopen(text, sizeof(text), "w");

	conf_print_help(f);
	fclose(f);
	T_TRUE(strstr(text, "  workers ") != NULL);
	T_TRUE(strstr(text, "worker processes of the pool (4)\n") != NULL);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "defaults", defaults },
		{ "values", values },
		{ "sections", sections },
		{ "environment", environment },
		{ "mistakes", mistakes },
		{ "a small complaint", small_complaint },
		{ "help", help },
		CU_TEST_INFO_NULL,
	};
	char *folder = suite_folder();
	int status;

	snprintf(file, sizeof(file), "%s/conf", folder);
	status = suite_run("config", tests);
	arena_free(&arena);
	suite_folder_remove(folder);
	return status;
}
