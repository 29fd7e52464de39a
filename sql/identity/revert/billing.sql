-- Revert identity:billing
begin;
create temporary table added on commit drop as
select name from identity.permissions
 where name ~ '^(billing|coupons|fees|invoices|ledger|payments|plans|subscriptions|taxes)\.';
delete from identity.role_permissions where permission in (select name from added);
delete from identity.default_permissions where permission in (select name from added);
delete from identity.permissions where name in (select name from added);
revoke select on identity_api.contacts from lyceum_payments;
commit;
