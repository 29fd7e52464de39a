-- group_member_remove(id uuid, student_id uuid, school_id uuid) exec
delete from academics.group_members m using academics.groups g
 where m.group_id = :id and m.student_id = :student_id
   and g.id = m.group_id and g.school_id = :school_id
