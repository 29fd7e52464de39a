#include "core.h"
#include "courses.h"
#include "serve.h"

int
main(int argc, char **argv)
{
	return serve_main(argc, argv, &courses_service);
}
