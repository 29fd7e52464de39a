-- Something of each kind in the other school, for the walls between schools.
\set ON_ERROR_STOP 1
with s as (select id from academics.schools where code = 'OTHER'),
u as (insert into identity.users (school_id, email, password_hash, role, full_name)
      select s.id, 'student@other.example', '*', 'student', 'Other Student' from s returning id, school_id),
b as (insert into academics.subjects (school_id, code, title, credits)
      select s.id, 'OTH100', 'Other subject', 3 from s returning id),
c as (insert into academics.courses (school_id, code, name, capacity, credits, semester, year)
      select s.id, 'OTH101', 'Other course', 10, 3, 'fall', 2026 from s returning id, school_id)
select count(*) from u, b, c;
select academics.enroll(u.id, c.id, a.id, c.school_id, 'admin')
  from academics.courses c
  join identity.users u on u.school_id = c.school_id and u.role = 'student'
  join identity.users a on a.school_id = c.school_id and a.role = 'admin'
 where c.code = 'OTH101';
with x as (insert into grading.exams (school_id, course_id, title, max_score, weight)
      select c.school_id, c.id, 'Other exam', 100, 1 from academics.courses c
       where c.code = 'OTH101' returning id, school_id, course_id),
r as (insert into grading.exam_results (exam_id, school_id, course_id, enrollment_id, student_id, seat)
      select x.id, x.school_id, x.course_id, e.id, e.student_id, 1
	from x join academics.enrollments e on e.course_id = x.course_id returning 1),
q as (insert into grading.regrades (school_id, course_id, grade_id, enrollment_id, student_id,
	  assignment_name, reason)
      select x.school_id, x.course_id, platform.uuid7(), e.id, e.student_id, 'Other work', 'Why'
	from x join academics.enrollments e on e.course_id = x.course_id returning 1)
select count(*) from x, r, q;
