/*
 * grpc.h - a unary gRPC call as a request like others.
 *
 * nginx takes the calls on a port of its own, over TLS, and says so in the
 * parameter GRPC; nothing that came another way is one.  A row with R_GRPC
 * is met by such calls alone, and no other row by them.  What a handler
 * answers is sent with X-Grpc-Status, of which nginx makes the trailer.
 *
 * Who calls is a service, not a person (`.may = "service"`): named by the CN
 * of its certificate, which nginx has verified, or by a service token.
 *
 * The caller's grpc-timeout is the request's deadline.  A statement that
 * grpc_rows() sends is cancelled by the database when it passes.
 */
#ifndef GRPC_H
#define GRPC_H

#include "err.h"
#include "grpc_wire.h"

struct ProtobufCMessageDescriptor;
struct query;
struct req;
struct rows;

struct grpc_call {
	char		 service[GRPC_SERVICE_MAX + 1];	/* empty: nobody */
	int64_t		 until_us;	/* CLOCK_MONOTONIC; 0: no deadline */
	enum grpc_status status;	/* of a failure; GRPC_OK: by its err */
};

/* For serve.c, in this order; req.grpc stays NULL for what is no call. */
void		 grpc_open(struct req *);
void		 grpc_identify(struct req *);
void		 grpc_send(struct req *);

/* The message that came, of the request's memory; NULL: it has failed. */
void		*grpc_read(struct req *,
		    const struct ProtobufCMessageDescriptor *);
enum err	 grpc_reply(struct req *, const void *message);
enum err	 grpc_fail(struct req *, enum grpc_status, enum err,
		    const char *, ...) PRINTF(4, 5);

/* INVALID_ARGUMENT, and NULL, if it is no UUID or no time. */
const char	*grpc_uuid(struct req *, const char *field, const char *);
const char	*grpc_time(struct req *, const char *field, int64_t seconds,
		    int32_t nanos);

/* db_rows() that ends with the deadline. */
struct rows	*grpc_rows(struct req *, const struct query *,
		    const char *const *params);

/*
 * A column of the first row for a message, "" for NULL.  protobuf-c does not
 * write to texts, and does not say so.
 */
char		*grpc_text(const struct rows *, const char *column);

enum grpc_status grpc_status_of(enum err);

#endif
