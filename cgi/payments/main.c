#include "core.h"
#include "payments.h"
#include "serve.h"

int
main(int argc, char **argv)
{
	return serve_main(argc, argv, &payments_service);
}
