/*
 * state.h - the states of money as people read them: "To be paid", "Refunded".
 *
 * The database and the API keep the words of Stripe; pages show these, with
 * a colour that only repeats what the word says.
 */
#ifndef STATE_H
#define STATE_H

struct buf;

/*
 * A badge of HTML.  Of what is one of invoice, payment, refund, dispute,
 * subscription, event, hold, each with a table in state.c; a state that no
 * table has is shown as it is called.
 */
void state_add(struct buf *, const char *of, const char *status);

#endif
