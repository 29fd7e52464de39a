/* payments.h - billing: payments, invoices, the ledger. */
#ifndef PAYMENTS_SERVICE_H
#define PAYMENTS_SERVICE_H

#include "route.h"

extern const struct service payments_service;

/* ---- Payments, refunds, disputes, payment methods */
extern const struct shape intent_shape, payments_shape, payment_note_shape;
extern const struct shape refund_shape, refunds_shape, disputes_shape;

enum err intent_create(struct req *);
enum err payment_cancel(struct req *);
enum err payment_show(struct req *);
enum err payment_history(struct req *);
enum err payment_note(struct req *);
enum err refund_create(struct req *);
enum err methods(struct req *);
enum err method_setup(struct req *);
enum err method_default(struct req *);
enum err method_remove(struct req *);
bool payments_start(const struct config *);

/* ---- Pages on which one pays */
extern const struct shape part_shape;

enum err pay_invoice(struct req *);
enum err pay_payment(struct req *);
enum err pay_done(struct req *);
enum err method_new(struct req *);
enum err send_invoice(struct req *);
enum err send_payment(struct req *);

/* ---- Accounts, the ledger, the board, how the school bills */
extern const struct shape accounts_shape, board_shape, differences_shape,
    events_shape, ledger_shape, settings_shape;

enum err board(struct req *);
enum err ledger(struct req *);

/* ---- Invoices, credit notes, receipts, taxes, coupons */
extern const struct shape redeem_shape, coupon_change_shape, coupon_shape,
    coupons_shape, credit_shape, credits_shape, divide_shape,
    invoice_change_shape, invoice_shape, invoices_shape, line_change_shape,
    line_shape, tax_change_shape, tax_shape;

void		invoice_answer(struct req *, const char *id);
enum err	credit_pdf(struct req *);
enum err	credit_write(struct req *);
enum err	invoice_change(struct req *);
enum err	invoice_pdf(struct req *);
enum err	invoice_write(struct req *);
enum err	invoices(struct req *);
enum err	line_write(struct req *);
enum err	receipt_pdf(struct req *);

#endif
