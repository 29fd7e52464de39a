#include "core.h"

#include <sys/mman.h>

#include <sched.h>
#include <stdatomic.h>

#include "seen.h"

#define WAYS		4u
#define PATIENCE	1000u		/* turns to wait for a writer */
#define DEAD		UINT64_MAX	/* odd: never read or written again */

/* What a slot holds; `role` stands where the name's NUL would. */
struct entry {
	uint8_t		digest[SHA256_LEN];
	int64_t		until, expires;
	uint8_t		id[16], school_id[16], session[16];
	uint8_t		csrf[CSRF_KEY_LEN];
	char		admin_role[16];
	char		name[47];
	uint8_t		role;
};

#define WORDS		(sizeof(struct entry) / sizeof(uint64_t))
#define WORD_OF(m)	(offsetof(struct entry, m) / sizeof(uint64_t))

_Static_assert(sizeof(struct entry) == 176, "no padding, whole words");
_Static_assert(sizeof(((struct user *)0)->name) == 48 &&
    sizeof(((struct user *)0)->admin_role) == 16, "as long as the entry's");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a lock would not be shared");

struct slot {
	_Alignas(64) _Atomic uint64_t seq;	/* odd: being written */
	_Atomic uint64_t word[WORDS];
};

_Static_assert(sizeof(struct slot) == 192, "three cache lines");

struct seen {
	size_t			 slots, bytes;
	_Alignas(64) _Atomic uint64_t epoch;
	struct slot		 slot[];
};

struct seen *
seen_new(size_t slots)
{
	size_t bytes = sizeof(struct seen) + slots * sizeof(struct slot);
	struct seen *s;

	if (slots < WAYS || slots > 1u << 24 || (slots & (slots - 1)) != 0)
		return NULL;
	s = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED)
		return NULL;
	s->slots = slots;
	s->bytes = bytes;
	return s;
}

void
seen_free(struct seen *s)
{
	if (s != NULL)
		munmap(s, s->bytes);
}

uint64_t
seen_epoch(const struct seen *s)
{
	return atomic_load(&s->epoch);
}

static uint64_t
load(const struct slot *slot, size_t word)
{
	return atomic_load_explicit(&slot->word[word], memory_order_acquire);
}

static void
store(struct slot *slot, size_t word, uint64_t v)
{
	atomic_store_explicit(&slot->word[word], v, memory_order_release);
}

/* The first slot of the set: digests are evenly spread, any bits do. */
static size_t
set_of(const struct seen *s, const uint8_t digest[SHA256_LEN])
{
	uint64_t h;

	memcpy(&h, &digest[SHA256_LEN - sizeof(h)], sizeof(h));
	return h & (s->slots - WAYS);
}

static uint64_t
first_word(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* A whole entry, or false if a writer is or was at it. */
static bool
slot_read(const struct slot *slot, struct entry *e)
{
	uint64_t seq = atomic_load_explicit(&slot->seq, memory_order_acquire);
	uint64_t w[WORDS];

	if (seq % 2 != 0)
		return false;
	for (size_t i = 0; i < WORDS; i++)
		w[i] = load(slot, i);
	if (atomic_load_explicit(&slot->seq, memory_order_acquire) != seq)
		return false;
	memcpy(e, w, sizeof(*e));
	return true;
}

static void
put_id(const uint8_t b[16], struct uuid *out)
{
	static const uint8_t none[16];

	if (memcmp(b, none, sizeof(none)) != 0)
		uuid_format(b, out);
}

static void
entry_unpack(const struct entry *e, struct seen_id *id)
{
	struct user *u = &id->user;

	*id = (struct seen_id){ .user.known = true };
	u->role = (enum role)e->role;
	u->expires = e->expires;
	put_id(e->id, &u->id);
	put_id(e->school_id, &u->school_id);
	put_id(e->session, &u->session);
	memcpy(u->admin_role, e->admin_role, sizeof(u->admin_role));
	memcpy(u->name, e->name, sizeof(e->name));
	memcpy(id->csrf, e->csrf, sizeof(id->csrf));
}

bool
seen_get(const struct seen *s, const uint8_t digest[SHA256_LEN], int64_t now,
    struct seen_id *id)
{
	const struct slot *set = &s->slot[set_of(s, digest)];
	struct entry e;

	for (size_t i = 0; i < WAYS; i++) {
		if (load(&set[i], 0) != first_word(digest) ||
		    !slot_read(&set[i], &e) ||
		    memcmp(e.digest, digest, SHA256_LEN) != 0)
			continue;
		if (now >= e.until || now >= e.expires)
			return false;
		entry_unpack(&e, id);
		return true;
	}
	return false;
}

static bool
take_id(const struct uuid *id, uint8_t out[16])
{
	memset(out, 0, 16);
	return id->s[0] == '\0' || uuid_parse(id->s, out);
}

static bool
entry_pack(struct entry *e, const uint8_t digest[SHA256_LEN],
    const struct seen_id *id, int64_t until)
{
	const struct user *u = &id->user;

	memcpy(e->digest, digest, SHA256_LEN);
	e->until = until;
	e->expires = u->expires;
	memcpy(e->csrf, id->csrf, sizeof(e->csrf));
	memcpy(e->admin_role, u->admin_role, sizeof(e->admin_role));
	memcpy(e->name, u->name, sizeof(e->name));
	e->role = (uint8_t)u->role;
	return u->known && u->role < ROLE__MAX && take_id(&u->id, e->id) &&
	    take_id(&u->school_id, e->school_id) &&
	    take_id(&u->session, e->session);
}

/*
 * The slot with this digest, else the one that ends soonest (0: empty), and
 * its number.  NULL if all are being written, or dead.
 */
static struct slot *
slot_choose(struct slot *set, const uint8_t digest[SHA256_LEN], uint64_t *seq)
{
	struct slot *best = NULL;
	int64_t soonest = INT64_MAX;

	for (size_t i = 0; i < WAYS; i++) {
		uint64_t even = atomic_load(&set[i].seq);
		bool same = load(&set[i], 0) == first_word(digest);
		int64_t until = same ? INT64_MIN :
		    (int64_t)load(&set[i], WORD_OF(until));

		if (even % 2 == 0 && until < soonest) {
			soonest = until;
			best = &set[i];
			*seq = even;
		}
	}
	return best;
}

/* The slot is ours until slot_unlock(), if it is still as it was at `even`. */
static bool
slot_lock(struct slot *slot, uint64_t even)
{
	return atomic_compare_exchange_strong(&slot->seq, &even, even + 1);
}

/* Fails, as it shall, on a slot that was declared dead meanwhile. */
static void
slot_unlock(struct slot *slot, uint64_t seq)
{
	uint64_t ours = seq + 1;

	atomic_compare_exchange_strong(&slot->seq, &ours, seq + 2);
}

static void
slot_clear(struct slot *slot)
{
	for (size_t i = 0; i < WORDS; i++)
		store(slot, i, 0);
}

/*
 * The epoch is looked at with the slot locked: either this sees that
 * something was forgotten, or whoever forgets finds the slot locked, waits,
 * and then clears it.
 */
void
seen_put(struct seen *s, const uint8_t digest[SHA256_LEN],
    const struct seen_id *id, int64_t until, uint64_t epoch)
{
	uint64_t w[WORDS], seq = 0;
	struct slot *slot = slot_choose(&s->slot[set_of(s, digest)], digest,
	    &seq);
	struct entry e;

	if (!entry_pack(&e, digest, id, until))
		return;
	memcpy(w, &e, sizeof(w));
	if (slot == NULL || !slot_lock(slot, seq))
		return;
	for (size_t i = 0; i < WORDS; i++)
		store(slot, i, w[i]);
	if (atomic_load(&s->epoch) != epoch)
		slot_clear(slot);
	slot_unlock(slot, seq);
}

/* Do the `n` words from `word` on hold these bytes? */
static bool
slot_holds(const struct slot *slot, size_t word, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)
		if (load(slot, word + i) != first_word(p + 8 * i))
			return false;
	return true;
}

/*
 * Waits for whoever writes.  One that does not finish died or sleeps; then
 * nobody may write or read that slot again, as it might wake up in there.
 */
static void
slot_forget(struct slot *slot, size_t word, const void *bytes, size_t n)
{
	uint64_t seq = 0;

	for (unsigned i = 0; ; i++) {
		seq = atomic_load(&slot->seq);
		if (seq == DEAD)
			return;
		if (seq % 2 == 0 && !slot_holds(slot, word, bytes, n) &&
		    atomic_load(&slot->seq) == seq)
			return;
		if (seq % 2 == 0 && slot_lock(slot, seq))
			break;
		if (seq % 2 != 0 && i >= PATIENCE &&
		    atomic_compare_exchange_strong(&slot->seq, &seq, DEAD))
			return;
		if (i % 16 == 15)
			sched_yield();
	}
	if (slot_holds(slot, word, bytes, n))
		slot_clear(slot);
	slot_unlock(slot, seq);
}

void
seen_forget(struct seen *s, const uint8_t digest[SHA256_LEN])
{
	struct slot *set = &s->slot[set_of(s, digest)];

	atomic_fetch_add(&s->epoch, 1);
	for (size_t i = 0; i < WAYS; i++)
		slot_forget(&set[i], 0, digest, SHA256_LEN / 8);
}

static void
forget_all(struct seen *s, size_t word, const struct uuid *id)
{
	uint8_t b[16];

	if (!uuid_parse(id->s, b))
		return;
	atomic_fetch_add(&s->epoch, 1);
	for (size_t i = 0; i < s->slots; i++)
		slot_forget(&s->slot[i], word, b, sizeof(b) / 8);
}

void
seen_forget_session(struct seen *s, const struct uuid *session)
{
	forget_all(s, WORD_OF(session), session);
}

void
seen_forget_user(struct seen *s, const struct uuid *id)
{
	forget_all(s, WORD_OF(id), id);
}
