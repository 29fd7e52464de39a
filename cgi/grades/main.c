#include "core.h"
#include "grades.h"
#include "serve.h"

int
main(int argc, char **argv)
{
	return serve_main(argc, argv, &grades_service);
}
