-- calendar_plan(school_id uuid, my_role text, is_page boolean, semester text,
--	year int) one
select courses, made, moved, removed, kept, clashes, clash_words
  from academics.plan_term(:school_id, :my_role, :is_page::boolean, :semester,
	:year::int)
