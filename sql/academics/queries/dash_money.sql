-- dash_money(school_id uuid) many
-- What came to the school today and went back, each currency for itself.
select t.currency, t.paid::text as paid, t.refunded::text as refunded, t.payments,
       t.is_refunded
  from billing_api.today t where t.school_id = :school_id
 order by t.payments desc, t.currency
