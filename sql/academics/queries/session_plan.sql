-- session_plan(id uuid, school_id uuid, me uuid, my_role text, is_page boolean,
--	from text, to text) one
select made, moved, removed, kept, clashes, clash_words
  from academics.plan_course(:id, :school_id, :me, :my_role, :is_page::boolean,
	nullif(:from::text, '')::date, nullif(:to::text, '')::date)
