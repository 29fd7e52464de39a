/* Roles and the names that are shown. */
#include "core.h"

#include "suite.h"
#include "user.h"

static void
names(void)
{
	struct user u = { .known = true };

	user_set_name(&u, "Ada Lovelace");
	T_SAME(u.name, "Ada Lovelace");
	user_set_name(&u, "");
	T_SAME(u.name, "");
	user_set_name(&u, "0123456789012345678901234567890123456789012345678");
	T_EQ(strlen(u.name), 47);
	user_set_name(&u, "012345678901234567890123456789012345678901234é89");
	T_EQ(strlen(u.name), 47);
	user_set_name(&u, "0123456789012345678901234567890123456789012345é9");
	T_EQ(strlen(u.name), 46);
	user_set_name(&u, "01234567890123456789012345678901234567890123😀");
	T_EQ(strlen(u.name), 44);
}

static void
roles(void)
{
	for (unsigned i = ROLE_NONE + 1; i < ROLE__MAX; i++)
		T_EQ(role_by_name(role_name((enum role)i)), i);
	T_SAME(role_name(ROLE_BEACON), "beacon");
	T_SAME(role_name(ROLE_NONE), "none");
	T_EQ(role_by_name("none"), ROLE_NONE);
	T_EQ(role_by_name("root"), ROLE_NONE);
	T_EQ(role_by_name(""), ROLE_NONE);
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "names", names },
		{ "roles", roles },
		CU_TEST_INFO_NULL,
	};

	return suite_run("user", tests);
}
