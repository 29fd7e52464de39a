/*
 * messages.h - attendance.api.v1, and the command of academics.api.v1: what
 * closes sessions writes absences, so it is attendance that answers it.
 */
#ifndef BEACON_MESSAGES_H
#define BEACON_MESSAGES_H

#include "route.h"

enum err	grpc_attempt(struct req *);
enum err	grpc_close(struct req *);

#define MESSAGE_ROUTES							\
	{ M_POST, "/attendance.api.v1.AttendanceCommandService/"	\
	    "CreateSignatureAttempt", grpc_attempt,			\
	    .may = "service", .flags = R_GRPC_READ,			\
	    .summary = "Somebody signs, by a verified proof" },		\
	{ M_POST, "/academics.api.v1.AcademicsCommandService/"		\
	    "CloseExpiredCourses", grpc_close,				\
	    .may = "service", .flags = R_GRPC_READ,			\
	    .summary = "Close the sessions that have ended" }

#endif
