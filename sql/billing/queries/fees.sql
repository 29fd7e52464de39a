-- fees(school_id uuid, my_role text, scope text, course_id uuid, semester text,
--	year int, active boolean, q text, limit bigint, after_key text,
--	after_id uuid) many
-- Those who owe them see what is charged now.
select f.id, f.name, f.kind, f.scope, f.group_id, g.name as group_name,
       f.course_id, c.code as course_code, c.name as course_name,
       billing.major(f.amount_minor, f.currency) as amount, f.amount_minor,
       f.currency, f.semester, f.year, f.due_on, f.instalments, f.holds_seat,
       f.is_active, f.name as _key
  from billing.fees f
  left join academics_api.groups g on g.id = f.group_id
  left join academics_api.courses c on c.id = f.course_id
 where f.school_id = :school_id
   and f.is_active = case when :my_role = 'admin'
	then coalesce(:active::boolean, true) else true end
   and (:scope::text is null or f.scope = :scope::text)
   and (:course_id::uuid is null or f.course_id = :course_id::uuid)
   and (:semester::text is null or f.semester = :semester::text)
   and (:year::int is null or f.year = :year::int)
   and (:q::text is null or platform.fold(f.name) like platform.like_words(:q::text))
   and (f.name, f.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by f.name, f.id limit :limit::bigint
