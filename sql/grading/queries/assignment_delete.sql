-- assignment_delete(id uuid, school_id uuid, me uuid, my_role text, if_match int) exec
delete from grading.assignments a
 where a.id = :id and a.school_id = :school_id
   and (:if_match::int is null or a.version = :if_match::int)
   and grading.may_grade(a.course_id, :school_id, :me::uuid, :my_role::text)
   and (not exists (select from grading.grades g
	where g.course_id = a.course_id and g.assignment_name = a.name)
	or platform.fail('conflict', format('"%s" has grades.', a.name)))
