/* Permissions by name: those of perm.def, and nothing that only looks so. */
#include "core.h"
#include "access.h"
#include "suite.h"
#include "user.h"

static void
every_name_is_known(void)
{
	for (unsigned p = 0; p < PERM__MAX; p++) {
		const char *name = access_perm_name((enum perm)p);

		if (!access_known(name))
			T_SAME(name, "known");
		for (unsigned k = 0; k < p; k++)
			if (strcmp(name, access_perm_name((enum perm)k)) == 0)
				T_SAME(name, "once");
	}
	T_TRUE(access_known(access_perm_name(PERM_USERS_LIST)));
	T_TRUE(access_known(access_perm_name((enum perm)(PERM__MAX - 1))));
	T_TRUE(access_known("public") && access_known("self") &&
	    access_known("service"));
}

/* Shorter, longer, before the first, behind the last. */
static void
near_names_are_not(void)
{
	static const char *const none[] = { "", ".", "a", "zzz", "users",
		"users.", "users.lis", "users.listx", "users.list ",
		"USERS.LIST", " users.list", "users.list users.read",
		"{", "~", "publi", "publicx" };
	char name[64];

	for (size_t i = 0; i < NITEMS(none); i++)
		if (access_known(none[i]))
			T_SAME(none[i], "unknown");
	for (unsigned p = 0; p < PERM__MAX; p++) {
		snprintf(name, sizeof(name), "%sx",
		    access_perm_name((enum perm)p));
		T_FALSE(access_known(name));
		name[strlen(name) - 2] = '\0';
		T_FALSE(access_known(name));
	}
}

/* Of whom nothing was read may nothing, whatever it is called. */
static void
nobody_may(void)
{
	struct user u = { .role = ROLE_ADMIN };

	T_TRUE(access_may(&u, "public"));
	T_FALSE(access_may(&u, "self"));
	T_FALSE(access_may(&u, "users.list"));
	u.known = true;
	T_TRUE(access_may(&u, "self"));
	T_FALSE(access_may(&u, "users.list"));
	T_FALSE(access_may(&u, access_perm_name((enum perm)(PERM__MAX - 1))));
	T_FALSE(access_may(&u, "no.such"));
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "every name is known", every_name_is_known },
		{ "near names are not", near_names_are_not },
		{ "nobody may", nobody_may },
		CU_TEST_INFO_NULL,
	};

	return suite_run("access", tests);
}
