/* page_help.h - the helper sections of templates; see page.h. */
#ifndef PAGE_HELP_H
#define PAGE_HELP_H

#include "mustache.h"

extern const struct helper page_helpers[];

#endif
