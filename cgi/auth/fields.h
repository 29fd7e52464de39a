/* fields.h - what a field of a person looks like, wherever it is asked for. */
#ifndef FIELDS_H
#define FIELDS_H

#include "shape.h"

#define ONE_LINE	.pattern = "^[^\n\r\t]*$",			\
	.hint = "must stand on one line"

#define FULL_NAME(S, ...)						\
	FIELD(S, full_name, .label = "Full name", .min = 2, .max = 255,	\
	    ONE_LINE, .example = "Ada Lovelace", ##__VA_ARGS__)
#define EMAIL(S, more)							\
	FIELD(S, email, .label = "E-mail address", .min = 3, .max = 254, \
	    .example = "ada@example.org",				\
	    .doc = "What they sign in with", .flags = F_EMAIL | (more))
#define PASSWORD(S, m, text, more)					\
	FIELD(S, m, .label = (text), .min = 8, .max = 128,		\
	    .example = "many-small-words",				\
	    .flags = F_RAW | F_SECRET | (more))
#define ROLE(S, ...)							\
	FIELD(S, role, .label = "Role",					\
	    .one_of = "student|teacher|parent|admin|dev", ##__VA_ARGS__)
#define ADMIN_ROLE(S)							\
	FIELD(S, admin_role, .label = "Kind of administrator",		\
	    .max = 15, ONE_LINE,					\
	    .doc = "The school's own word; administrators only")
#define STUDENT_NUMBER(S)						\
	FIELD(S, student_number, .label = "Student number", .max = 50,	\
	    ONE_LINE, .doc = "Students only")
#define DEPARTMENT(S)							\
	FIELD(S, department, .label = "Department", .max = 100, ONE_LINE)

#endif
