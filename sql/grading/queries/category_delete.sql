-- category_delete(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	reason text) one
delete from grading.categories k
 where k.id = :id and k.school_id = :school_id
   and (:if_match::int is null or k.version = :if_match::int)
   and grading.may_grade(k.course_id, :school_id, :me::uuid, :my_role::text)
   and (not exists (select from grading.assignments a where a.category_id = k.id)
	or platform.fail('conflict', format('"%s" has assignments. Move them first.',
	    k.name)))
   and (not exists (select from grading.exams e where e.category_id = k.id)
	or platform.fail('conflict', format('"%s" has an exam. Move it first.', k.name)))
   and grading.sign(:me::uuid, :reason::text)
returning k.id, k.course_id, k.name
