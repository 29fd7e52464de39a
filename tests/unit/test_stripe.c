/* Stripe is asked as it wants to be, and what it says is understood. */
#include "core.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "client.h"
#include "conf.h"
#include "log.h"
#include "stripe.h"
#include "suite.h"

/* A server of one thread: what it says to the n-th request of a test. */
#define REQUEST_MAX 65536u
#define ANSWERS 4u

static struct arena arena;
static struct config conf;
static const char *answers[ANSWERS];
static char last[REQUEST_MAX + 1], keys[ANSWERS][80];
static atomic_uint asked;
static pthread_t thread;
static int listener;

/* ---- The server */

static bool
read_one(int fd)
{
	size_t n = 0, length;
	const char *end, *p;

	for (;;) {
		ssize_t k = read(fd, last + n, REQUEST_MAX - n);

		if (k <= 0)
			return false;
		n += (size_t)k;
		last[n] = '\0';
		end = strstr(last, "\r\n\r\n");
		p = strstr(last, "Content-Length: ");
		length = p == NULL ? 0 : strtoul(p + 16, NULL, 10);
		if (end != NULL && n >= (size_t)(end + 4 - last) + length)
			return true;
	}
}

static void
note_key(unsigned i)
{
	const char *p = strstr(last, "\r\nIdempotency-Key: ");

	if (i < ANSWERS)
		snprintf(keys[i], sizeof(keys[i]), "%.*s",
		    p == NULL ? 0 : (int)strcspn(p + 19, "\r"),
		    p == NULL ? "" : p + 19);
}

/* "200 {...}"; "cut": an end in the middle; "reset": none at all. */
static void
answer(int fd, const char *what)
{
	size_t n = strcspn(what, "{");

	if (strcmp(what, "cut") == 0)
		dprintf(fd, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{");
	else if (strcmp(what, "reset") != 0)
		dprintf(fd,
		    "HTTP/1.1 %.*s\r\nContent-Length: %zu\r\n"
		    "Connection: close\r\nRequest-Id: req_7\r\n\r\n%s",
		    (int)n, what, strlen(what + n), what + n);
}

static void *
serve(void *arg)
{
	int fd;

	(void)arg;
	while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		if (read_one(fd)) {
			unsigned i = asked++;

			note_key(i);
			answer(fd, answers[i < ANSWERS ? i : ANSWERS - 1]);
		}
		close(fd);
	}
	return NULL;
}

static unsigned
server_start(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);

	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&a, n) != 0 ||
	    getsockname(listener, (struct sockaddr *)&a, &n) != 0 ||
	    listen(listener, 8) != 0 ||
	    pthread_create(&thread, NULL, serve, NULL) != 0)
		abort();
	return ntohs(a.sin_port);
}

/* ---- What is asked */

static void
key_file(const char *name, const char *text)
{
	char *path = arena_printf(&arena, "%s/%s", conf.stripe_dir, name);
	FILE *f = fopen(path, "we");

	if (f == NULL)
		abort();
	fputs(text, f);
	fclose(f);
}

static void
will_say(const char *a, const char *b, const char *c)
{
	answers[0] = a;
	answers[1] = b == NULL ? a : b;
	answers[2] = answers[3] = c == NULL ? answers[1] : c;
	asked = 0;
}

static struct stripe_said
post(void)
{
	const struct param form[] = {
		{ "amount", "5000" },
		{ "customer", NULL },
		{ "metadata[who]", "a b&c=d" },
	};

	return stripe_post(
	    &arena, "/v1/things", form, NITEMS(form), "key-of-it");
}

static bool
says(const char *text)
{
	return strstr(last, text) != NULL;
}

/* ---- Tests */

static void
asked_as_it_wants(void)
{
	struct stripe_said s;

	will_say("200 {\"id\":\"th_1\",\"n\":7,\"of\":{\"id\":\"x\"},"
		 "\"by\":\"y\",\"a\":{\"b\":\"c\"}}",
	    NULL, NULL);
	s = post();
	T_EQ(s.outcome, STRIPE_DONE);
	T_EQ(s.status, 200);
	T_SAME(s.request_id, "req_7");
	T_SAME(stripe_text(s.json, "id"), "th_1");
	T_SAME(stripe_text(s.json, "a.b"), "c");
	T_TRUE(stripe_text(s.json, "a.x") == NULL);
	T_TRUE(stripe_text(s.json, "id.x") == NULL);
	T_EQ(stripe_int(s.json, "n"), 7);
	T_SAME(stripe_id(s.json, "of"), "x");
	T_SAME(stripe_id(s.json, "by"), "y");
	T_TRUE(stripe_id(s.json, "none") == NULL);
	T_TRUE(says("POST /v1/things HTTP/1.1\r\n"));
	T_TRUE(says("\r\nAuthorization: Bearer sk_test_one\r\n"));
	T_TRUE(says("\r\nStripe-Version: " STRIPE_VERSION "\r\n"));
	T_TRUE(says("\r\nIdempotency-Key: key-of-it\r\n"));
	T_TRUE(says("\r\nUser-Agent: lyceum/"));
	T_TRUE(says("\r\n\r\namount=5000&metadata%5Bwho%5D=a%20b%26c%3Dd"));
	T_TRUE(says("application/x-www-form-urlencoded"));

	T_EQ(stripe_get(&arena, "/v1/things?limit=3").outcome, STRIPE_DONE);
	T_TRUE(says("GET /v1/things?limit=3 HTTP/1.1\r\n"));
	T_FALSE(says("Idempotency-Key"));
	T_EQ(stripe_delete(&arena, "/v1/things/1").outcome, STRIPE_DONE);
	T_TRUE(says("DELETE /v1/things/1 HTTP/1.1\r\n"));
	/* A change without parameters is one all the same. */
	T_EQ(stripe_post(&arena, "/v1/x", NULL, 0, NULL).outcome, STRIPE_DONE);
	T_TRUE(says("POST /v1/x HTTP/1.1\r\n"));
	T_TRUE(says("Content-Length: 0"));
}

static void
no_is_no(void)
{
	struct stripe_said s;

	will_say("402 {\"error\":{\"type\":\"card_error\",\"code\":"
		 "\"card_declined\",\"decline_code\":\"stolen_card\","
		 "\"message\":\"No.\"}}",
	    NULL, NULL);
	s = post();
	T_EQ(s.outcome, STRIPE_REFUSED);
	T_EQ(asked, 1);
	T_SAME(s.code, "card_declined");
	T_SAME(s.decline_code, "stolen_card");
	T_SAME(s.message, "No.");
	/* Without a code its type is one; without words there are ours. */
	will_say(
	    "400 {\"error\":{\"type\":\"idempotency_error\"}}", NULL, NULL);
	s = post();
	T_EQ(s.outcome, STRIPE_REFUSED);
	T_SAME(s.code, "idempotency_error");
	T_TRUE(s.message != NULL && *s.message != '\0');
	will_say("409 {\"error\":{\"code\":\"resource_busy\"}}", NULL, NULL);
	T_EQ(post().outcome, STRIPE_REFUSED);
	T_EQ(asked, 1);
}

/* Asked again with the same key, and then it is done. */
static void
asked_until_it_is_known(void)
{
	static const char *const first[] = { "500 {}", "503 {}", "429 {}",
		"409 {\"error\":{\"code\":\"idempotency_key_in_use\"}}", "cut",
		"reset", "200 {\"half\":", "302 {}" };

	for (size_t i = 0; i < NITEMS(first); i++) {
		will_say(first[i], first[i], "200 {\"id\":\"x\"}");
		T_EQ(post().outcome, STRIPE_DONE);
		T_EQ(asked, 3);
		for (size_t k = 0; k < 3; k++)
			T_SAME(keys[k], "key-of-it");
	}
}

static void
what_is_not_known_is_said(void)
{
	will_say("500 {}", NULL, NULL);
	T_EQ(post().outcome, STRIPE_BUSY);
	T_EQ(asked, 3);
	will_say("reset", NULL, NULL);
	T_EQ(post().outcome, STRIPE_UNKNOWN);
	will_say("cut", NULL, NULL);
	T_EQ(post().outcome, STRIPE_UNKNOWN);
	will_say("200 {\"half\":", NULL, NULL);
	T_EQ(post().outcome, STRIPE_UNKNOWN);
	/* Heard once, it may have been done, whatever came afterwards. */
	will_say("cut", "500 {}", NULL);
	T_EQ(post().outcome, STRIPE_UNKNOWN);
}

static void
stripe_may_say_not_again(void)
{
	will_say(
	    "500 Sorry\r\nStripe-Should-Retry: false\r\nX: {}", NULL, NULL);
	T_EQ(post().outcome, STRIPE_BUSY);
	T_EQ(asked, 1);
}

static void
keys_are_rolled(void)
{
	will_say("200 {\"id\":\"x\"}", NULL, NULL);
	T_SAME(stripe_publishable_key(), "pk_test_one");
	T_TRUE(stripe_is_standin());
	T_TRUE(stripe_is_test());
	key_file("secret_key", "sk_live_two_and_longer\n");
	key_file("publishable_key", "pk_live_two_and_longer \n# no\n");
	post();
	T_TRUE(says("\r\nAuthorization: Bearer sk_live_two_and_longer\r\n"));
	T_SAME(stripe_publishable_key(), "pk_live_two_and_longer");
	key_file("secret_key", "\n");
	T_EQ(post().outcome, STRIPE_REFUSED);
	T_SAME(post().code, "no_key");
	unlink(arena_printf(&arena, "%s/secret_key", conf.stripe_dir));
	T_SAME(post().code, "no_key");
	key_file("secret_key", "sk_test_one");
	T_EQ(post().outcome, STRIPE_DONE);
}

static void
a_test_key_is_one(void)
{
	const char *was = conf.stripe_api;
	char why[100];

	conf.stripe_api = STRIPE_API;
	T_TRUE(stripe_start(&conf, why, sizeof(why)));
	T_FALSE(stripe_is_standin());
	T_TRUE(stripe_is_test());
	key_file("secret_key", "sk_live_three");
	T_FALSE(stripe_is_test());
	key_file("secret_key", "sk_test_one");
	conf.stripe_api = was;
	T_TRUE(stripe_start(&conf, why, sizeof(why)));
}

/* Nobody was reached, so nothing was done. */
static void
nobody_there(void)
{
	const char *was = conf.stripe_api;
	char why[100];

	conf.stripe_api = "http://127.0.0.1:1";
	T_TRUE(stripe_start(&conf, why, sizeof(why)));
	T_EQ(post().outcome, STRIPE_BUSY);
	conf.stripe_api = was;
	T_TRUE(stripe_start(&conf, why, sizeof(why)));
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "asked", asked_as_it_wants },
		{ "no", no_is_no },
		{ "again", asked_until_it_is_known },
		{ "unknown", what_is_not_known_is_said },
		{ "not again", stripe_may_say_not_again },
		{ "keys", keys_are_rolled },
		{ "test key", a_test_key_is_one },
		{ "nobody", nobody_there },
		CU_TEST_INFO_NULL,
	};
	char why[100], *dir = suite_folder();
	int rc;

	log_open(NULL, "test", LV_CRITICAL);
	conf.stripe_dir = dir;
	conf.stripe_api =
	    arena_printf(&arena, "http://127.0.0.1:%u", server_start());
	key_file("secret_key", "sk_test_one\n");
	key_file("publishable_key", "pk_test_one\n");
	if (!stripe_start(&conf, why, sizeof(why)))
		abort();
	rc = suite_run("stripe", tests);
	stripe_stop();
	shutdown(listener, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(listener);
	suite_folder_remove(dir);
	arena_free(&arena);
	return rc;
}
