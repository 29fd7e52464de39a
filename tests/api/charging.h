/*
 * charging.h - fees, seats that are held, cards that are kept, and the clock
 * that they fall due by.  Texts last until api_free().
 */
#ifndef API_CHARGING_H
#define API_CHARGING_H

#include "api/api.h"

struct somebody;

/* POST /fees with these members, without braces. */
struct reply *fee_try(const char *members);
const char *fee_made(const char *members); /* its id; ends without one */
/* A group that has these students in it. */
const char *group_with(const char *const *students, size_t n);
/* A course with so many seats, and its price: "900". */
const char *course_priced(
    int seats, int waitlist, const char *price, bool holds);

/* Enrolls; the enrollment's id, or "" when it was refused. */
const char *seat_taken(const struct somebody *, const char *course);
const char *seat_status(const char *enrollment);
/* Of the enrollment's newest hold, or invoice: a column as text. */
const char *hold_of(const char *enrollment, const char *column);
const char *bill_of(const char *enrollment, const char *column);
/* Its time is over. */
void hold_ends(const char *enrollment);

/* lyceumctl billing run, so many at once; what the last printed. */
const char *billing_run(const char *options, int at_once);

/* A card at Stripe, which is what is charged from now on. */
void card_default(const struct somebody *, const char *card);
/* The ledger of the school has nothing wrong about an invoice. */
bool ledger_fits(const char *invoice);

#endif
