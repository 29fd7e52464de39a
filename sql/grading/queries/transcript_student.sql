-- transcript_student(id uuid, school_id uuid, me uuid, my_role text) one
select p.id as student_id, p.full_name, p.student_number, p.id = :me as is_self
  from identity_api.people p
 where p.id = :id and p.school_id = :school_id
   and grading.may_read_record(p.id, :school_id::uuid, :me::uuid, :my_role::text)
