-- Revert billing:said
begin;
revoke insert on billing.differences from lyceum_payments;
drop function billing.claim(billing.said[]);
drop function billing.adopt(text[]);
drop function billing.keep(billing.said[]);
drop function billing.flags_of(jsonb);
drop function billing.read_object(jsonb, text, bigint, text);
drop function billing.kept_of(text, jsonb);
drop function billing.id_in(jsonb);
drop function billing.method_of(jsonb);
drop function billing.own_id(text);
drop function billing.rank_of(text, text);
drop index billing.stripe_events_of_object;
drop index billing.stripe_objects_waiting;
alter table billing.stripe_events drop column try_at;
alter table billing.stripe_objects drop column weight, drop column intent;
drop type billing.said;
commit;
