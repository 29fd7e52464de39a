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
