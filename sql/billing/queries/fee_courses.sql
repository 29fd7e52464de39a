-- fee_courses(school_id uuid) many
-- Those without a price, the newest term first.
select c.id, c.code, c.name, c.semester, c.year
  from academics_api.courses c
 where c.school_id = :school_id and c.is_active
   and not exists (select from billing.fees f where f.course_id = c.id
	and f.is_active and f.scope = 'course')
 order by c.year desc, c.semester, c.code limit 1000
