-- Verify billing:home
begin;
select student_id, school_id, currency, due, overdue, is_overdue, invoices,
       next_on, invoice_id, next from billing_api.to_pay where false;
rollback;
