/*
 * What was accepted once is refused ever after: repeated, when memcached has
 * forgotten everything, and when PostgreSQL was killed and came back.
 */
#include "core.h"
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "api/fixtures.h"
#include "api/units.h"
#include "unit/suite.h"

#define FRAMES 8u
#define PROOFS 4u
#define AGAIN 10u
#define WAIT_MS 15000

static struct lesson lesson;
static struct unit unit;
static const char *bodies[FRAMES];

static const char *
env(const char *name)
{
	const char *s = getenv(name);

	if (s == NULL) {
		fprintf(stderr, "%s is not set\n", name);
		exit(2);
	}
	return s;
}

static void
frames_are_accepted(void)
{
	for (size_t i = 0; i < FRAMES; i++) {
		struct presence_frame f = unit_frame(&unit, &lesson);

		for (size_t k = 0; k < PROOFS; k++) {
			struct phone a = phone_made(&lesson);
			struct presence_proof p = k % 2 == 0 ?
			    proof_timestamp(&unit, &lesson, &a) :
			    proof_flash(&unit, &lesson, &a);

			frame_add(&f, &p);
			es256_free(a.key);
		}
		/* The times of phones that were made meanwhile. */
		f.t_ms = now_ms();
		f.totp = presence_totp(unit.room, f.t_ms);
		bodies[i] = frame_body(&unit, &f, true);
		T_STATUS(unit_post(&unit, bodies[i]), 200);
		api_free();
	}
}

static const char *
signed_by_all(void)
{
	return psql(api_format("select count(*) || ' ' || count(distinct "
	    "person_id) || ' ' || count(*) filter (where status = 'accepted') "
	    "from attendance.signatures where session_id = '%s' and "
	    "person_role = 'student'",
	    lesson.session));
}

static void
all_are_refused(void)
{
	for (size_t n = 0; n < AGAIN; n++)
		for (size_t i = 0; i < FRAMES; i++)
			T_PROBLEM(unit_post(&unit, bodies[i]), 409, "replay");
	T_SAME(signed_by_all(), "32 32 32");
	api_free();
}

static void
memcached_forgets(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char said[8] = "";

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/memcached.sock",
	    env("LYCEUM_RUN"));
	T_TRUE(fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0);
	T_EQ(write(fd, "flush_all\r\n", 11), 11);
	T_TRUE(read(fd, said, sizeof(said) - 1) > 0);
	T_TRUE(strncmp(said, "OK", 2) == 0);
	close(fd);
	all_are_refused();
}

/*
 * A worker whose connection died answers 503 once.  The tests that follow
 * are not to meet that: all pools begin anew, with new connections, and say
 * so by a new pid file.
 */
static bool
all_are_back(void)
{
	static const char *const paths[] = { "/auth/me", "/courses?limit=1",
	    "/grades?limit=1", "/beacon?limit=1" };

	if (system(api_format("for p in '%s'/*.pid; do case $p in "
	    "*/nginx.pid|*/memcached.pid|*/syslog*|*/stripe.pid) "
	    "continue ;; esac; "
	    "was=$(stat -c %%i \"$p\"); kill -HUP $(cat \"$p\"); n=0; "
	    "while [ \"$(stat -c %%i \"$p\")\" = $was ]; do "
	    "sleep 0.05; n=$((n + 1)); [ $n -lt 300 ] || exit 1; done; done",
	    env("LYCEUM_RUN"))) != 0)
		return false;
	for (size_t i = 0; i < NITEMS(paths); i++)
		for (int ms = 0, good = 0; good < 3; ms += 100) {
			good = all_answer(api_token("admin"), paths[i], 200) ?
			    good + 1 : 0;
			api_free();
			if (ms > WAIT_MS)
				return false;
			usleep(100 * 1000);
		}
	return true;
}

static void
postgresql_restarts(void)
{
	T_EQ(system(api_format("state=$(dirname '%s'); pg=$(ls -d "
	    "/usr/lib/postgresql/*/bin | tail -n 1); \"$pg/pg_ctl\" -s -w "
	    "-D \"$state/pg\" -m immediate -l '%s/postgresql.log' restart",
	    env("LYCEUM_CONF"), env("LYCEUM_LOG"))),
	    0);
	T_TRUE(all_are_back());
	all_are_refused();
	T_SAME(psql(api_format("select last_seq from beacon.state where "
	    "beacon_id = '%s'",
	    unit.id)),
	    "8");
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "accepted", frames_are_accepted },
		{ "again", all_are_refused },
		{ "without memcached", memcached_forgets },
		{ "after a restart", postgresql_restarts },
		CU_TEST_INFO_NULL,
	};

	api_start();
	lesson = lesson_at("-5 minutes");
	unit = unit_made(lesson.classroom);
	unit_sign_in(&unit);
	return suite_run("replay", tests);
}
