-- Revert billing:apply
begin;
drop function billing.apply_waiting(int);
drop function billing.apply_batch(text[]);
drop function billing.apply_events(text[]);
drop function billing.apply_said(billing.said[]);
drop function billing.apply_object(text, jsonb, text, timestamptz, text);
drop function billing.take_others(billing.said[]);
commit;
