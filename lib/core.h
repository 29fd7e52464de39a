/* core.h - included first by every .c file: the language we write in. */
#ifndef CORE_H
#define CORE_H

#include "config.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NITEMS(a)	(sizeof(a) / sizeof((a)[0]))
#define MUST_CHECK	__attribute__((warn_unused_result))
#define PRINTF(f, a)	__attribute__((format(printf, f, a)))

#define UUID_LEN	36u	/* canonical text, without the NUL */

/* Canonical lower-case text, NUL-terminated; empty means "none". */
struct uuid {
	char s[UUID_LEN + 1];
};

/*
 * Too easy to misuse: to name one of these is a compile error.
 * Texts are built in a struct buf, numbers read by shape.c.
 */
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol gets

#endif
