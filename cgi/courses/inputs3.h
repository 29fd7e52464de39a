/* inputs3.h - inputs of the school: preferences, rooms, groups, holidays. */
#ifndef INPUTS3_H
#define INPUTS3_H

#include "shape.h"

struct school_in {
	const char	*name, *timezone;
	bool		 self_registration;
};

struct preferences_in {
	int64_t	default_signature_closing_delay_minutes;
	bool	teacher_can_modify_closing_delay,
		students_can_sign_before_teacher, enable_flash,
		disable_course_modification_from_ui, enable_nfc;
};

/* What a list of classrooms or groups is filtered by. */
struct places_in {
	const char	*q;
	bool		 active;
};

struct classroom_in {
	const char	*name, *building;
	int64_t		 seats;
	bool		 is_active;
};

struct holiday_in {
	const char	*name, *starts_on, *ends_on;
};

struct group_in {
	const char	*name, *description;
	bool		 is_active;
};

struct member_in {
	struct uuid	 student_id;
	const char	*student_number;
};

struct members_in {
	struct json_t	*students;
	const char	*text;		/* the form's box, in place of it */
};

extern const struct shape school_shape, preferences_shape, places_shape,
    classroom_shape, classroom_change_shape, holiday_shape,
    holiday_change_shape, group_shape, group_change_shape, member_shape,
    members_shape;

#endif
