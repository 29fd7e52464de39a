/* scrape.h - who may read the metrics. */
#ifndef SCRAPE_H
#define SCRAPE_H

/* Loopback, a Unix socket, and the addresses of the list (blanks between). */
bool	scrape_allowed(const char *list, const char *address);

#endif
