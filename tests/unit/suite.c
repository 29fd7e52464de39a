#include "core.h"

#include <CUnit/Basic.h>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "suite.h"

int
suite_run(const char *name, CU_TestInfo *tests)
{
	CU_SuiteInfo suites[] = {
		{ name, NULL, NULL, NULL, NULL, tests },
		CU_SUITE_INFO_NULL,
	};
	unsigned failed;

	if (CU_initialize_registry() != CUE_SUCCESS ||
	    CU_register_suites(suites) != CUE_SUCCESS)
		return 2;
	CU_basic_set_mode(CU_BRM_VERBOSE);
	CU_basic_run_tests();
	failed = CU_get_number_of_failures();
	CU_cleanup_registry();
	return failed > 0;
}

char *
suite_folder(void)
{
	const char *tmp = secure_getenv("TMPDIR");
	char *dir = NULL;

	if (asprintf(&dir, "%s/lyceum-test.XXXXXX", tmp != NULL ? tmp :
	    "/tmp") < 0 || mkdtemp(dir) == NULL)
		abort();
	return dir;
}

void
suite_folder_remove(char *dir)
{
	struct dirent **e = NULL;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int n = scandir(dir, &e, NULL, NULL);

	for (int i = 0; i < n; i++) {
		unlinkat(fd, e[i]->d_name, 0);
		free(e[i]);
	}
	free(e);
	close(fd);
	rmdir(dir);
	free(dir);
}
