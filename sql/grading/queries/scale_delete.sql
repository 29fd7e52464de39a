-- scale_delete(id uuid, school_id uuid, if_match int) one
delete from grading.scales s
 where s.id = :id and s.school_id = :school_id
   and (:if_match::int is null or s.version = :if_match::int)
   and (not exists (select from grading.school_rules r where r.scale_id = s.id)
	or platform.fail('conflict', 'The school grades by this scale.'))
   and (not exists (select from grading.course_rules r where r.scale_id = s.id)
	or platform.fail('conflict', 'A course is graded by this scale.'))
returning s.id, s.name
