/* messages.h - academics.api.v1: what other services ask about sessions. */
#ifndef COURSES_MESSAGES_H
#define COURSES_MESSAGES_H

#include "route.h"

enum err	grpc_get_course(struct req *);
enum err	grpc_validate_teacher(struct req *);
enum err	grpc_validate_student(struct req *);
enum err	grpc_validate_classroom(struct req *);
enum err	grpc_get_preferences(struct req *);

#define ACADEMICS_QUERY "/academics.api.v1.AcademicsQueryService/"

/* The messages call a session course. */
#define ACADEMICS_ROUTES						\
	{ M_POST, ACADEMICS_QUERY "GetCourse", grpc_get_course,		\
	    .may = "service", .flags = R_GRPC_READ,			\
	    .summary = "A session" },					\
	{ M_POST, ACADEMICS_QUERY "ValidateTeacherCourse",		\
	    grpc_validate_teacher, .may = "service",			\
	    .flags = R_GRPC_READ,					\
	    .summary = "Whether a teacher teaches a session" },		\
	{ M_POST, ACADEMICS_QUERY "ValidateStudentCourse",		\
	    grpc_validate_student, .may = "service",			\
	    .flags = R_GRPC_READ,					\
	    .summary = "Whether a student may sign a session" },	\
	{ M_POST, ACADEMICS_QUERY "ValidateClassroomCourse",		\
	    grpc_validate_classroom, .may = "service",			\
	    .flags = R_GRPC_READ,					\
	    .summary = "Whether a session is in a classroom" },		\
	{ M_POST, ACADEMICS_QUERY "GetSchoolPreferences",		\
	    grpc_get_preferences, .may = "service",			\
	    .flags = R_GRPC_READ,					\
	    .summary = "The preferences of a school" }

#endif
