-- account(school_id uuid, me uuid, my_role text, is_page boolean) many
-- Of a parent: each ward, and the parent's own where there is anything.
select a.user_id as id, a.*
  from (select :me::uuid as id union select w.student_id from identity_api.wards w
	 where :my_role = 'parent' and w.parent_id = :me) p
 cross join lateral billing.account_shown(p.id, :school_id, :me, :is_page) a
 where not a.is_self or :my_role = 'student' or json_array_length(a.balances)
	+ json_array_length(a.payments) + json_array_length(a.lines) > 0
 order by not a.is_self, a.full_name, a.user_id
