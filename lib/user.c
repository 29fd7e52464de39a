#include "core.h"
#include "user.h"

static const char *const role_names[ROLE__MAX] = {
	[ROLE_NONE] = "none",
	[ROLE_STUDENT] = "student",
	[ROLE_TEACHER] = "teacher",
	[ROLE_ADMIN] = "admin",
	[ROLE_DEV] = "dev",
	[ROLE_PARENT] = "parent",
	[ROLE_BEACON] = "beacon",
};

const char *
role_name(enum role role)
{
	return role_names[role < ROLE__MAX ? role : ROLE_NONE];
}

enum role
role_by_name(const char *name)
{
	for (unsigned i = ROLE_NONE + 1; i < ROLE__MAX; i++)
		if (strcmp(role_names[i], name) == 0)
			return (enum role)i;
	return ROLE_NONE;
}

void
user_set_name(struct user *u, const char *name)
{
	size_t n = strlen(name);

	if (n >= sizeof(u->name)) {
		n = sizeof(u->name) - 1;
		while (n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80)
			n--;
	}
	memset(u->name, 0, sizeof(u->name));
	memcpy(u->name, name, n);
}
