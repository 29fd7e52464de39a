-- plan_update(id uuid, school_id uuid, if_match int, name text,
--	description text, kind text, trial_days int, is_taxable boolean,
--	is_active boolean) one
-- What it costs, and how often, is what people subscribed to: another price is
-- another plan.
update billing.plans n
   set name = coalesce(btrim(:name), n.name),
       description = coalesce(:description, n.description),
       kind = coalesce(:kind::text, n.kind),
       trial_days = coalesce(:trial_days::int, n.trial_days),
       is_taxable = coalesce(:is_taxable::boolean, n.is_taxable),
       is_active = coalesce(:is_active::boolean, n.is_active),
       updated_at = now(), version = n.version + 1
 where n.id = :id and n.school_id = :school_id
   and (:if_match::int is null or n.version = :if_match::int)
returning n.id, n.name, n.description, n.kind,
    billing.major(n.amount_minor, n.currency) as amount, n.amount_minor,
    n.currency, n.every, n.every_count, n.trial_days, n.is_taxable, n.is_active,
    n.created_at, n.updated_at, n.version
