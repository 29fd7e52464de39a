-- accounts(school_id uuid, q text, state text, is_page boolean, limit bigint,
--	after_key text, after_id uuid) many
-- Who owes, by name; a person's balances by currency.
with due as materialized (
	select d.user_id, d.currency, sum(d.left_minor)::bigint as due,
	       sum(d.overdue_minor)::bigint as overdue, min(d.next_on) as next_on,
	       count(*) as open
	  from billing.dues d where d.school_id = :school_id group by 1, 2
), b as materialized (
	select coalesce(o.user_id, d.user_id) as user_id,
	       coalesce(o.currency, d.currency) as currency,
	       coalesce(o.amount_minor, 0) as owed, coalesce(d.due, 0) as due,
	       coalesce(d.overdue, 0) as overdue, d.next_on, coalesce(d.open, 0) as open
	  from (select * from billing.owed o where o.school_id = :school_id) o
	  full join due d on d.user_id = o.user_id and d.currency = o.currency
), p as (
	select b.user_id, bool_or(b.overdue > 0) as is_overdue, min(b.next_on) as next_on,
	       json_agg(json_build_object('currency', b.currency,
		'owed', billing.major(b.owed, b.currency), 'owed_minor', b.owed,
		'due', billing.major(b.due, b.currency), 'due_minor', b.due,
		'overdue', billing.major(b.overdue, b.currency),
		'overdue_minor', b.overdue,
		'credit', billing.major(greatest(b.due - b.owed, 0), b.currency),
		'credit_minor', greatest(b.due - b.owed, 0),
		'is_overdue', b.overdue > 0, 'has_credit', b.due > b.owed,
		'open_invoices', b.open) order by b.currency) as balances
	  from b
	 where case :state::text when 'overdue' then b.overdue > 0
		when 'credit' then b.due > b.owed
		when 'any' then b.owed <> 0 or b.due <> 0
		else b.owed > 0 or b.due > 0 end
	 group by b.user_id
)
select u.id, u.id as user_id, u.full_name, u.student_number, p.is_overdue, p.next_on,
       p.balances, case when :is_page::boolean then billing.words(p.balances) end
	   as _balances, u.full_name as _key
  from p join identity_api.people u on u.id = p.user_id
 where u.school_id = :school_id
   and (:q::text is null or platform.fold(u.full_name || ' '
	|| coalesce(u.student_number, '')) like platform.like_words(:q::text))
   and (u.full_name, u.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by u.full_name, u.id limit :limit::bigint
