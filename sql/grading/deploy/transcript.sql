-- Deploy grading:transcript
begin;

-- Whether somebody may read the whole record of a student: who runs the
-- school, the student, a parent; and, where a school lets its teachers, those
-- who teach the student.
create function grading.may_read_record(student uuid, school uuid, actor uuid,
    role text) returns boolean
language sql stable
return exists (select from identity_api.people p
	where p.id = student and p.school_id = school and p.role = 'student'
	  and (may_read_record.role in ('admin', 'dev') or p.id = actor
	    or (may_read_record.role = 'parent' and exists (
		select from identity_api.wards w
		 where w.parent_id = actor and w.student_id = p.id))
	    or (may_read_record.role = 'teacher' and exists (
		select from academics_api.teacher_students t
		 where t.teacher_id = actor and t.student_id = p.id))));

-- XXXX-XXXX-XXXX-XXXX
create function grading.code_shown(code text) returns text
language sql immutable parallel safe
return regexp_replace(code, '(.{4})(?=.)', '\1-', 'g');

grant execute on function grading.may_read_record(uuid, uuid, uuid, text),
    grading.code_shown(text) to lyceum_grades;

commit;
