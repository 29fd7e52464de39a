/* suite.h - the main() of a unit test whose tests share no set-up. */
#ifndef SUITE_H
#define SUITE_H

#include <CUnit/CUnit.h>

/* What main() returns.  The table ends with CU_TEST_INFO_NULL. */
int	suite_run(const char *name, CU_TestInfo *);

/* A fresh folder, whose name is the caller's to free; and its end. */
char	*suite_folder(void);
void	 suite_folder_remove(char *);

#define T_TRUE(a)	CU_ASSERT_TRUE(a)
#define T_FALSE(a)	CU_ASSERT_FALSE(a)
#define T_EQ(a, b)	CU_ASSERT_EQUAL(a, b)
#define T_SAME(a, b)	CU_ASSERT_STRING_EQUAL(a, b)

#endif
