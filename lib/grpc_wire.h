/*
 * grpc_wire.h - what gRPC puts around a message, without the request.
 *
 * A body of a unary call is one frame: a byte that says whether it is
 * compressed, four bytes of length (big-endian), the message.  A timeout is
 * up to eight digits and a unit; a status message is percent-encoded UTF-8.
 * Source: the gRPC over HTTP/2 protocol, PROTOCOL-HTTP2.md of gRPC.
 */
#ifndef GRPC_WIRE_H
#define GRPC_WIRE_H

#define GRPC_MESSAGE_MAX	((size_t)1024 * 1024)
#define GRPC_PREFIX		5u
#define GRPC_NO_TIMEOUT		(-1)

#define GRPC_SERVICE_MAX	48u

struct arena;
struct buf;

struct grpc_bytes {
	const uint8_t	*p;
	size_t		 n;
};

/* The numbers are gRPC's. */
enum grpc_status {
	GRPC_OK,
	GRPC_CANCELLED,
	GRPC_UNKNOWN,
	GRPC_INVALID_ARGUMENT,
	GRPC_DEADLINE_EXCEEDED,
	GRPC_NOT_FOUND,
	GRPC_ALREADY_EXISTS,
	GRPC_PERMISSION_DENIED,
	GRPC_RESOURCE_EXHAUSTED,
	GRPC_FAILED_PRECONDITION,
	GRPC_ABORTED,
	GRPC_OUT_OF_RANGE,
	GRPC_UNIMPLEMENTED,
	GRPC_INTERNAL,
	GRPC_UNAVAILABLE,
	GRPC_DATA_LOSS,
	GRPC_UNAUTHENTICATED
};

/*
 * The message of a body.  `encoding` is the header grpc-encoding or NULL.
 * What is compressed is unpacked into the arena, up to GRPC_MESSAGE_MAX.
 * If it is not GRPC_OK, `why` says what is wrong.
 */
enum grpc_status grpc_unframe(struct arena *, const void *body, size_t,
		    const char *encoding, struct grpc_bytes *out,
		    const char **why) MUST_CHECK;

/* Room for a frame of n bytes; where the message goes, or NULL: no room. */
uint8_t		*grpc_frame(struct buf *, size_t n);

/* Microseconds; GRPC_NO_TIMEOUT if it is none (1 to 8 digits, a unit). */
int64_t		 grpc_timeout_us(const char *);

/* All but printable ASCII, and the percent sign, as %XX. */
void		 grpc_percent(struct buf *, const char *);

/*
 * The name that a certificate's subject (RFC 2253) gives its service in CN:
 * 1 to 48 of letters, digits, dot, dash, underscore.  False: it has none.
 */
bool		 grpc_service_of(const char *subject,
		    char out[GRPC_SERVICE_MAX + 1]);
bool		 grpc_service_valid(const char *);

#endif
