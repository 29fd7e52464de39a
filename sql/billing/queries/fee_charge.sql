-- fee_charge(id uuid, school_id uuid, me uuid, user_id uuid, past uuid) one
-- A batch.  Those behind `last` come next; after fewer than were asked for
-- there are no more.
select c.charged, c.total_minor, c.tried, c.last, c.tried = 25 as more
  from billing.charge_fee(:id, :school_id, :me, :user_id::uuid, :past::uuid, 25) c
