#include "core.h"
#include "auth.h"
#include "serve.h"

int
main(int argc, char **argv)
{
	return serve_main(argc, argv, &auth_service);
}
