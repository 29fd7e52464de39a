#include "core.h"

#include <sys/eventfd.h>
#include <sys/mman.h>

#include <stdatomic.h>
#include <unistd.h>

#include "clock.h"
#include "crew.h"

#define LONG_US		50000	/* so long a request is one to step in for */
#define LOOK_MS		50

enum state { ABSENT, UP, AWAY, RESTING };

struct member {
	_Alignas(64) _Atomic uint32_t state;
	_Atomic int64_t	 since;		/* of its request; 0: none */
};

struct crew {
	unsigned	 n, want;
	int		 bell;
	struct member	 members[];
};

static struct crew *crew;
static struct member *self;

bool
crew_make(unsigned n, unsigned want)
{
	struct crew *c = mmap(NULL, sizeof(*c) + n * sizeof(c->members[0]),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (c == MAP_FAILED)
		return false;
	c->n = n;
	c->want = want;
	c->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	crew = c;
	return c->bell >= 0;
}

/* Nobody reads it: each ring is an edge, and wakes one of those that rest. */
static void
ring(void)
{
	uint64_t one = 1;

	if (write(crew->bell, &one, sizeof(one)) < 0)
		return;		/* 2^64 rings: the next look does */
}

/* Those that are up, and not at one request for long. */
static unsigned
up(int64_t now)
{
	unsigned n = 0;

	for (size_t i = 0; i < crew->n; i++) {
		struct member *m = &crew->members[i];
		int64_t since = atomic_load(&m->since);

		n += atomic_load(&m->state) == UP &&
		    (since == 0 || now - since < LONG_US);
	}
	return n;
}

static bool
somebody_rests(void)
{
	for (size_t i = 0; i < crew->n; i++)
		if (atomic_load(&crew->members[i].state) == RESTING)
			return true;
	return false;
}

/*
 * The order of all these loads and stores is one: of one that goes and one
 * that lies down at the same time, at least one sees the other.
 */
static void
replace(void)
{
	if (somebody_rests() && up(clock_us()) < crew->want)
		ring();
}

void
crew_left(int slot)
{
	if (crew == NULL)
		return;
	atomic_store(&crew->members[slot].state, ABSENT);
	replace();
}

void
crew_join(int slot)
{
	if (crew == NULL)
		return;
	self = &crew->members[slot];
	atomic_store(&self->since, 0);
	atomic_store(&self->state, UP);
}

int
crew_bell(void)
{
	return crew == NULL ? -1 : crew->bell;
}

void
crew_begin(int64_t now)
{
	if (self != NULL)
		atomic_store_explicit(&self->since, now,
		    memory_order_relaxed);
}

void
crew_end(void)
{
	if (self == NULL)
		return;
	atomic_store_explicit(&self->since, 0, memory_order_relaxed);
	if (atomic_load(&self->state) == AWAY)
		atomic_store(&self->state, UP);
}

void
crew_away(void)
{
	if (self == NULL || atomic_load(&self->state) != UP)
		return;
	atomic_store(&self->state, AWAY);
	replace();
}

bool
crew_rest(int64_t now)
{
	if (self == NULL || up(now) <= crew->want)
		return false;
	atomic_store(&self->state, RESTING);
	if (!crew_short(now))
		return true;
	atomic_store(&self->state, UP);
	return false;
}

void
crew_rise(void)
{
	if (self != NULL)
		atomic_store(&self->state, UP);
}

bool
crew_short(int64_t now)
{
	return up(now) < crew->want;
}

/* Not all at once, and most of them seldom. */
int
crew_look_ms(void)
{
	return self == NULL ? -1 :
	    LOOK_MS * (int)(self - crew->members + 1);
}
