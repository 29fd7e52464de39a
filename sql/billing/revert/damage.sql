-- Revert billing:damage
begin;
drop function billing.damage(uuid), billing.damaged_months(uuid),
    billing.damaged_accounts(uuid),
    billing.damaged_numbers(uuid), billing.damaged_payments(uuid),
    billing.damaged_invoices(uuid), billing.damaged_entries(uuid);
drop view billing.posted, billing.facts, billing.money_of;
commit;
