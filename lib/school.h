/*
 * school.h - the caller's school: its name and time zone, kept by the worker
 * for half a minute.
 */
#ifndef SCHOOL_H
#define SCHOOL_H

#include <time.h>

struct pair;
struct req;

void		 school_refresh(struct req *);	/* asks, if it must */
const struct pair *school_pairs(const struct req *);	/* NULL: nobody's */
const char	*school_zone(const struct req *);	/* "Europe/Madrid" */
void		 school_localtime(const char *zone, time_t, struct tm *);

#endif
