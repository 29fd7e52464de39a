/*
 * money.h - an amount as people read it: "$1,234.50", "CHF 12.00", "-€3.00".
 *
 * Amounts come as the decimals that the database wrote, with the currency's
 * digits; they are grouped by thousands and given the symbol that English
 * texts use (Unicode CLDR, en), or the code of ISO 4217 where there is none.
 * Nothing is computed here.
 */
#ifndef MONEY_H
#define MONEY_H

struct buf;

/* An amount that is no plain decimal is written as it came, before the code. */
void	money_add(struct buf *, const char *amount, const char *currency);

#endif
