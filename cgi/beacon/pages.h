/* pages.h - pages of attendance that a query alone does not decide. */
#ifndef BEACON_PAGES_H
#define BEACON_PAGES_H

#include "err.h"

struct req;

extern const struct shape code_shape, range_shape;

/* /sign, with or without a code, and /sessions/{id}/sign. */
enum err	sign_page(struct req *);

#endif
