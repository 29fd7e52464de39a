-- fee_charge(id uuid, school_id uuid, me uuid, user_id uuid, people bigint,
--	minor bigint) one
-- people and minor: of the batches before.
select f.id, f.name, :people::bigint + c.charged as charged,
       billing.major(:minor::bigint + c.total_minor, f.currency) as total,
       :minor::bigint + c.total_minor as total_minor, f.currency,
       c.charged = 200 as more
  from billing.charge_fee(:id, :school_id, :me, :user_id::uuid, 200) c
  join billing.fees f on f.id = :id
