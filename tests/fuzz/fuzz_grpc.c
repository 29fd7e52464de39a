/*
 * Whatever stands in the place of a body, a header or a certificate's
 * subject; what is a frame is read as each of the messages that services
 * take, and what is read is written.
 */
#include "core.h"

#include <academics.pb-c.h>
#include <attendance.pb-c.h>
#include <health.pb-c.h>
#include <identity.pb-c.h>

#include "arena.h"
#include "buf.h"
#include "grpc_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct arena arena;

static void
headers(const uint8_t *data, size_t n)
{
	char *s = arena_strndup(&arena, (const char *)data, n);
	char name[GRPC_SERVICE_MAX + 1];
	struct buf b;

	if (grpc_timeout_us(s) < GRPC_NO_TIMEOUT)
		abort();
	if (grpc_service_of(s, name) && !grpc_service_valid(name))
		abort();
	buf_init(&b, &arena, 3 * n + 1);
	grpc_percent(&b, s);
	if (b.broken || strspn(buf_text(&b), " !\"#$%&'()*+,-./0123456789:;<=>"
	    "?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~")
	    != b.n)
		abort();
}

static void
message(const ProtobufCMessageDescriptor *type, const struct grpc_bytes *m)
{
	ProtobufCMessage *x = protobuf_c_message_unpack(type, NULL, m->n,
	    m->p);
	uint8_t *to;
	struct buf b;
	size_t n;

	if (x == NULL)
		return;
	n = protobuf_c_message_get_packed_size(x);
	buf_init(&b, &arena, n + GRPC_PREFIX);
	to = grpc_frame(&b, n);
	if (to == NULL || protobuf_c_message_pack(x, to) != n)
		abort();
	protobuf_c_message_free_unpacked(x, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	/* clang-format off */
	const ProtobufCMessageDescriptor *const types[] = {
		&academics__api__v1__get_course_request__descriptor,
		&academics__api__v1__close_expired_courses_request__descriptor,
		&attendance__api__v1__create_signature_attempt_request__descriptor,
		&identity__api__v1__validate_student_device_request__descriptor,
		&grpc__health__v1__health_check_request__descriptor,
	};
	/* clang-format on */
	struct grpc_bytes m = { data, n };
	const char *why;

	headers(data, n);
	for (size_t i = 0; i < NITEMS(types); i++)
		message(types[i], &m);
	if (grpc_unframe(&arena, data, n, "gzip", &m, &why) == GRPC_OK)
		for (size_t i = 0; i < NITEMS(types); i++)
			message(types[i], &m);
	arena_reset(&arena);
	return 0;
}
