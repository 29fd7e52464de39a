/* webhook.h - what Stripe sends: kept first, answered, applied afterwards. */
#ifndef WEBHOOK_H
#define WEBHOOK_H

struct req;
struct rows;

enum err webhook(struct req *);
void events_keep(struct req **, size_t n); /* of its route, `together` */
int apply_idle(struct req *, bool busy);   /* struct service */
void apply_soon(void);                     /* an event was kept */
/* Counts and logs what became of it: rows of billing.change. */
void apply_tell(const struct rows *);

#endif
