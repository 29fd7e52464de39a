/*
 * volley.c - requests that come in chains: each chain has a connection of its
 * own and sends the next request when the one before is answered, and not
 * before its time.  What wrk cannot do.
 * usage: volley URL [METHOD] < lines of "CHAIN AT_MS TOKEN PATH BODY"
 */
#include "core.h"
#include <curl/curl.h>
#include <pthread.h>
#include <time.h>
#include "num.h"

#define CHAINS_MAX	1024

struct shot {
	struct shot	*next;
	int64_t		 at_ms;
	char		*token, *path, *body;
	int64_t		 took_us;
	long		 status;
};

struct chain {
	struct shot	*first, **last;
	pthread_t	 thread;
	bool		 started;
};

static struct chain chains[CHAINS_MAX];
static const char *base, *method = "POST";
static int64_t begun_us;

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static char *
word(char **at)
{
	char *w = *at;

	*at += strcspn(*at, " \n");
	if (**at != '\0')
		*(*at)++ = '\0';
	return w;
}

static bool
take(char *line)
{
	struct shot *s = calloc(1, sizeof(*s));
	char *at = line;
	int64_t chain;

	if (s == NULL || !num_read(word(&at), 0, CHAINS_MAX - 1, &chain) ||
	    !num_read(word(&at), 0, 3600000, &s->at_ms))
		return false;
	s->token = strdup(word(&at));
	s->path = strdup(word(&at));
	at[strcspn(at, "\n")] = '\0';
	s->body = strdup(at);
	if (s->token == NULL || s->path == NULL || s->body == NULL)
		return false;
	if (chains[chain].last == NULL)
		chains[chain].last = &chains[chain].first;
	*chains[chain].last = s;
	chains[chain].last = &s->next;
	return true;
}

static size_t
discard(char *p, size_t size, size_t n, void *to)
{
	(void)p;
	(void)to;
	return size * n;
}

static void
wait_until(int64_t us)
{
	int64_t left = us - now_us();

	if (left > 0)
		nanosleep(&(struct timespec){ .tv_sec = left / 1000000,
		    .tv_nsec = left % 1000000 * 1000 }, NULL);
}

static void
fire(CURL *c, struct shot *s)
{
	struct curl_slist *h = NULL;
	char text[2000];
	int64_t since;

	snprintf(text, sizeof(text), "Authorization: Bearer %s", s->token);
	h = curl_slist_append(h, text);
	h = curl_slist_append(h, "Content-Type: application/json");
	h = curl_slist_append(h, "Expect:");
	snprintf(text, sizeof(text), "%s%s", base, s->path);
	curl_easy_setopt(c, CURLOPT_URL, text);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, h);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, s->body);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
	wait_until(begun_us + s->at_ms * 1000);
	since = now_us();
	if (curl_easy_perform(c) == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &s->status);
	s->took_us = now_us() - since;
	curl_slist_free_all(h);
}

static void *
run(void *arg)
{
	struct chain *chain = arg;
	CURL *c = curl_easy_init();

	if (c == NULL)
		abort();
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, discard);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, 20L);
	for (struct shot *s = chain->first; s != NULL; s = s->next)
		fire(c, s);
	curl_easy_cleanup(c);
	return NULL;
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void
report(size_t n, int64_t us)
{
	int64_t *took = calloc(n + 1, sizeof(*took));
	size_t k = 0, good = 0, bad = 0;

	if (took == NULL)
		abort();
	for (size_t i = 0; i < CHAINS_MAX; i++)
		for (struct shot *s = chains[i].first; s != NULL;
		    s = s->next) {
			took[k++] = s->took_us;
			good += s->status >= 200 && s->status < 300;
			bad += s->status == 0 || s->status >= 500;
		}
	qsort(took, n, sizeof(*took), by_size);
	printf("RESULT requests=%zu us=%" PRId64 " p50=%" PRId64 " p99=%"
	    PRId64 " max=%" PRId64 " good=%zu unanswered=%zu\n", n, us,
	    took[n / 2], took[n * 99 / 100], took[n == 0 ? 0 : n - 1], good,
	    bad);
	free(took);
}

int
main(int argc, char **argv)
{
	static char line[65536];
	size_t n = 0;

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: volley URL [METHOD] < lines\n");
		return 2;
	}
	base = argv[1];
	if (argc == 3)
		method = argv[2];
	curl_global_init(CURL_GLOBAL_DEFAULT);
	for (; fgets(line, sizeof(line), stdin) != NULL; n++)
		if (!take(line)) {
			fprintf(stderr, "volley: line %zu\n", n + 1);
			return 1;
		}
	begun_us = now_us();
	for (size_t i = 0; i < CHAINS_MAX; i++)
		chains[i].started = chains[i].first != NULL &&
		    pthread_create(&chains[i].thread, NULL, run,
		    &chains[i]) == 0;
	for (size_t i = 0; i < CHAINS_MAX; i++)
		if (chains[i].started)
			pthread_join(chains[i].thread, NULL);
	report(n, now_us() - begun_us);
	return 0;
}
