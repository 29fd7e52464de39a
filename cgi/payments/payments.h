/* payments.h - billing: payments, invoices, the ledger. */
#ifndef PAYMENTS_SERVICE_H
#define PAYMENTS_SERVICE_H

#include "route.h"

extern const struct service payments_service;

#endif
