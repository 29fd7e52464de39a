-- plans(school_id uuid, my_role text, active boolean, q text, limit bigint,
--	after_key text, after_id uuid) many
select n.id, n.name, n.description, n.kind,
       billing.major(n.amount_minor, n.currency) as amount, n.amount_minor,
       n.currency, n.every, n.every_count, n.trial_days, n.is_taxable, n.is_active,
       case n.every_count when 1 then n.every
	   else format('%s %ss', n.every_count, n.every) end as _every,
       n.name as _key
  from billing.plans n
 where n.school_id = :school_id
   and n.is_active = case when :my_role = 'admin'
	then coalesce(:active::boolean, true) else true end
   and (:q::text is null or platform.fold(n.name) like platform.like_words(:q::text))
   and (n.name, n.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by n.name, n.id limit :limit::bigint
