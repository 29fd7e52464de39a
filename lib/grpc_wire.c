#include "core.h"

#include <zlib.h>

#include "arena.h"
#include "buf.h"
#include "grpc_wire.h"

/* ---- Frames */

static size_t
read_length(const uint8_t *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 |
	    p[3];
}

/* zlib takes what it reads by a pointer that could be written to. */
static uint8_t *
unconst(const uint8_t *p)
{
	return (uint8_t *)(uintptr_t)p;
}

/* One byte more than may be shows what is too large before it is unpacked. */
static enum grpc_status
gunzip(struct arena *a, struct grpc_bytes *m, const char **why)
{
	z_stream z = { .next_in = unconst(m->p), .avail_in = (uInt)m->n };
	uint8_t *out;
	int rc;

	if (inflateInit2(&z, 15 + 16) != Z_OK) {
		*why = "There is no memory to unpack the message.";
		return GRPC_RESOURCE_EXHAUSTED;
	}
	out = arena_alloc(a, GRPC_MESSAGE_MAX + 1);
	z.next_out = out;
	z.avail_out = (uInt)GRPC_MESSAGE_MAX + 1;
	rc = inflate(&z, Z_FINISH);
	*m = (struct grpc_bytes){ out, z.total_out };
	inflateEnd(&z);
	if (m->n > GRPC_MESSAGE_MAX) {
		*why = "The message is larger than 1 MB.";
		return GRPC_RESOURCE_EXHAUSTED;
	}
	if (rc == Z_STREAM_END && z.avail_in == 0)
		return GRPC_OK;
	*why = "The message is not gzip.";
	return GRPC_INTERNAL;
}

static enum grpc_status
unpack(struct arena *a, const char *encoding, struct grpc_bytes *m,
    const char **why)
{
	if (encoding == NULL || strcmp(encoding, "identity") == 0) {
		*why = "The message is compressed, and grpc-encoding is not "
		    "said.";
		return GRPC_INTERNAL;
	}
	if (strcmp(encoding, "gzip") != 0) {
		*why = "Only gzip and identity are understood.";
		return GRPC_UNIMPLEMENTED;
	}
	return gunzip(a, m, why);
}

enum grpc_status
grpc_unframe(struct arena *a, const void *body, size_t n,
    const char *encoding, struct grpc_bytes *out, const char **why)
{
	const uint8_t *p = body;

	if (n < GRPC_PREFIX) {
		*why = "The body is shorter than the prefix of a message.";
		return GRPC_INTERNAL;
	}
	*out = (struct grpc_bytes){ p + GRPC_PREFIX, read_length(p + 1) };
	if (out->n > GRPC_MESSAGE_MAX) {
		*why = "The message is larger than 1 MB.";
		return GRPC_RESOURCE_EXHAUSTED;
	}
	if (out->n != n - GRPC_PREFIX) {
		*why = "The body is not exactly one message.";
		return GRPC_INTERNAL;
	}
	if (p[0] == 0)
		return GRPC_OK;
	if (p[0] == 1)
		return unpack(a, encoding, out, why);
	*why = "The message has an unknown flag.";
	return GRPC_INTERNAL;
}

uint8_t *
grpc_frame(struct buf *b, size_t n)
{
	uint8_t prefix[GRPC_PREFIX] = { 0, (uint8_t)(n >> 24),
		(uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };

	buf_add(b, prefix, sizeof(prefix));
	if (n > UINT32_MAX || !buf_room(b, n))
		return NULL;
	b->n += n;
	b->s[b->n] = '\0';
	return (uint8_t *)b->s + b->n - n;
}

/* ---- Headers */

static int64_t
unit_us(char unit, int64_t v)
{
	switch (unit) {
	case 'H':
		return v * 3600 * 1000000;
	case 'M':
		return v * 60 * 1000000;
	case 'S':
		return v * 1000000;
	case 'm':
		return v * 1000;
	case 'u':
		return v;
	case 'n':
		return v / 1000;
	default:
		return GRPC_NO_TIMEOUT;
	}
}

int64_t
grpc_timeout_us(const char *s)
{
	size_t digits = strspn(s, "0123456789");
	int64_t v = 0;

	if (digits == 0 || digits > 8 || s[digits] == '\0' ||
	    s[digits + 1] != '\0')
		return GRPC_NO_TIMEOUT;
	for (size_t i = 0; i < digits; i++)
		v = v * 10 + (s[i] - '0');
	return unit_us(s[digits], v);
}

void
grpc_percent(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= ' ' && c <= '~' && c != '%')
			buf_add(b, s, 1);
		else
			buf_printf(b, "%%%02X", c);
	}
}

/* ---- Names of services */

static size_t
name_length(const char *s)
{
	return strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789._-");
}

bool
grpc_service_valid(const char *s)
{
	size_t n = name_length(s);

	return n > 0 && n <= GRPC_SERVICE_MAX && s[n] == '\0';
}

/*
 * "CN=rooms,O=Lyceum services": parts end at a comma (or at a plus sign, in
 * a part of several values).  One that escapes anything is not looked into:
 * a CN inside of a value would not be the subject's.
 */
bool
grpc_service_of(const char *subject, char out[GRPC_SERVICE_MAX + 1])
{
	const char *found = NULL;
	size_t n;

	if (strpbrk(subject, "\\\"+#") != NULL)
		return false;
	for (const char *p = subject; *p != '\0'; p += *p == ',') {
		if (strncmp(p, "CN=", 3) == 0) {
			if (found != NULL)
				return false;
			found = p + 3;
		}
		p += strcspn(p, ",");
	}
	if (found == NULL)
		return false;
	n = name_length(found);
	if (n == 0 || n > GRPC_SERVICE_MAX ||
	    (found[n] != ',' && found[n] != '\0'))
		return false;
	memcpy(out, found, n);
	out[n] = '\0';
	return true;
}
