-- Revert billing:coupons
begin;
drop function billing.divide(uuid, uuid, int, date);
drop function billing.divide_by(uuid, uuid, date[], bigint[]);
drop view billing.parts;
drop function billing.unredeem(uuid, uuid);
drop function billing.redeem(uuid, uuid, uuid);
drop function billing.check_coupon(uuid, billing.invoices);
drop trigger count_redemptions on billing.redemptions;
drop function billing.count_redemptions();
drop function billing.price(numeric, text, text);
drop function billing.moment(uuid, text, text, boolean);
drop function billing.day(text, text);
commit;
