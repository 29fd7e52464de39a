/* page_data.h - what a page can name, for page.c alone. */
#ifndef PAGE_DATA_H
#define PAGE_DATA_H

#include "mustache.h"

struct req;

extern const struct source	page_source;	/* data: a struct req */
extern const char		*page_version;

#endif
