/* billing.h - invoices that a test may spoil.  Texts last until api_free(). */
#ifndef BILLING_H
#define BILLING_H

#include "api/api.h"

/* A draft of the student with one line of that price in USD. */
const char *draft_made(const char *student, const char *price);
/* The same, issued. */
const char *invoice_made(const char *student, const char *price);
struct reply *line_add(const char *invoice, const char *line);
struct reply *invoice_do(const char *invoice, const char *what);
/* "invoices" and a part of its path. */
const char *invoice_path(const char *invoice, const char *rest);

#endif
