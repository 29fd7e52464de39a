-- Revert billing:stripe
begin;
drop table billing.differences;
drop table billing.stripe_objects;
drop table billing.stripe_events;
drop table billing.customers;
drop table billing.disputes;
drop table billing.refunds;
drop index billing.payments_failed;
alter table billing.payments
	drop column stripe_key, drop column purpose,
	drop column invoice_id, drop column hold_late, drop column asked_at,
	drop column paid_at, drop column received_minor,
	drop column reserved_minor, drop column refunded_minor,
	drop column dispute_status, drop column failure_code,
	drop column failure_message, drop column method,
	drop column receipt_number, drop column created_by, drop column version,
	drop constraint currency_known;
commit;
