#include "core.h"
#include "beacon.h"
#include "serve.h"

int
main(int argc, char **argv)
{
	return serve_main(argc, argv, &beacon_service);
}
