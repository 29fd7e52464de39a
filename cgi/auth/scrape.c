#include "core.h"
#include "scrape.h"

bool
scrape_allowed(const char *list, const char *address)
{
	size_t n = address == NULL ? 0 : strlen(address), k;

	if (n == 0)
		return false;
	if (strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 ||
	    strcmp(address, "unix:") == 0)
		return true;
	for (; *list != '\0'; list += k) {
		list += strspn(list, " ,");
		k = strcspn(list, " ,");
		if (k == n && memcmp(list, address, n) == 0)
			return true;
	}
	return false;
}
