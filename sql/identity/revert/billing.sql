-- Revert identity:billing
begin;
revoke select on identity_api.contacts from lyceum_payments;
select identity.take_permissions(array(select p.name from identity.permissions p
 where p.name ~ '^(billing|coupons|fees|invoices|ledger|payments|plans|subscriptions|taxes)\.'));
drop function identity.take_permissions(text[]);
drop function identity.add_permissions(text[]);
commit;
