-- Deploy academics:api
begin;

create schema academics_api;
grant usage on schema academics_api to lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;

create view academics_api.schools as
select id, code, name, timezone, self_registration,
       default_signature_delay_minutes, teacher_can_modify_delay,
       students_before_teacher, flash_enabled, ui_modification_disabled,
       nfc_enabled
  from academics.schools;

create view academics_api.terms as
select school_id, semester, year, starts_on, ends_on, enrollment_opens,
       enrollment_closes
  from academics.terms;

create view academics_api.courses as
select id, school_id, subject_id, code, name, semester, year, credits,
       teacher_id, capacity, enrolled_count, meets, room, is_active
  from academics.courses;

create view academics_api.course_teachers as
select course_id, teacher_id, is_lead from academics.course_teachers;

create view academics_api.enrollments as
select id, school_id, student_id, course_id, status, grade_final, enrolled_at
  from academics.enrollments;

-- Whose records a teacher may look at.
create view academics_api.teacher_students as
select t.teacher_id, e.student_id, e.course_id
  from academics.course_teachers t
  join academics.enrollments e on e.course_id = t.course_id
 where e.status in ('enrolled', 'waitlisted', 'completed');

create function academics_api.teaches(teacher uuid, course uuid) returns boolean
language sql stable security definer
return exists (select from academics.course_teachers t
	where t.course_id = course and t.teacher_id = teacher);

create function academics_api.validate_student_course(student uuid, course uuid)
returns boolean
language sql stable security definer
return exists (select from academics.enrollments e
	where e.course_id = course and e.student_id = student
	  and e.status in ('enrolled', 'completed'));

-- The final grade of an enrollment, and with `complete` the end of the course
-- for its student.  Answers false when there is no such enrollment of that
-- school in a state to be graded.
create function academics_api.set_final_grade(enrollment uuid, school uuid,
    grade numeric, complete boolean) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
	update academics.enrollments e
	   set grade_final = grade, version = e.version + 1,
	       status = case when complete then 'completed' else e.status end
	 where e.id = enrollment and e.school_id = school
	   and e.status in ('enrolled', 'completed');
	return found;
end
$$;

grant select on academics_api.schools to lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;
grant select on academics_api.terms, academics_api.courses,
    academics_api.course_teachers, academics_api.enrollments
    to lyceum_grades, lyceum_beacon, lyceum_payments;
grant select on academics_api.teacher_students to lyceum_auth, lyceum_grades;
grant execute on function academics_api.teaches(uuid, uuid),
    academics_api.validate_student_course(uuid, uuid)
    to lyceum_grades, lyceum_beacon;
grant execute on function
    academics_api.set_final_grade(uuid, uuid, numeric, boolean) to lyceum_grades;

commit;
