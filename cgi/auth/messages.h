/* messages.h - identity.api.v1, and the health that all services share. */
#ifndef AUTH_MESSAGES_H
#define AUTH_MESSAGES_H

#include "route.h"

enum err	grpc_get_user(struct req *);
enum err	grpc_exists(struct req *);
enum err	grpc_validate_device(struct req *);
enum err	grpc_health(struct req *);

#define IDENTITY_QUERY	"/identity.api.v1.IdentityQueryService/"

#define IDENTITY_ROUTES							\
	{ M_POST, IDENTITY_QUERY "GetUserLite", grpc_get_user,		\
	    .may = "service", .flags = R_GRPC_READ,			\
	    .summary = "A person" },					\
	{ M_POST, IDENTITY_QUERY "Exists", grpc_exists,			\
	    .may = "service", .flags = R_GRPC_READ,			\
	    .summary = "Whether an account can be used" },		\
	{ M_POST, IDENTITY_QUERY "ValidateStudentDevice",		\
	    grpc_validate_device, .may = "service",			\
	    .flags = R_GRPC_READ,					\
	    .summary = "Whether a student signs with a device" },	\
	{ M_POST, "/grpc.health.v1.Health/Check", grpc_health,		\
	    .may = "public", .flags = R_GRPC_READ | R_NO_DB,		\
	    .summary = "Whether a service answers" }

#endif
