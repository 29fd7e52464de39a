/* webhook.h - what Stripe sends: kept first, answered, applied afterwards. */
#ifndef WEBHOOK_H
#define WEBHOOK_H

struct req;

enum err webhook(struct req *);
int apply_idle(struct req *, bool busy); /* struct service */
void apply_soon(void);                   /* an event was kept */

#endif
