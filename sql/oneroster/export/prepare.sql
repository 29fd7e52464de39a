-- What is written: the run's school, and, where it names one, only that term.
-- Tables, so that each id is looked up once, and not for each row that names it;
-- place is where a row stands among its like.
create temporary table chosen as
select c.*, s.timezone,
       platform.sourced_id(c.school_id, 'class', c.id) as class_sid,
       platform.sourced_id(c.school_id, 'org', c.school_id) as org_sid,
       platform.derived_id(c.school_id || ' ' || c.semester || ' ' || c.year) as session_id,
       row_number() over (order by academics.term_no(c.semester, c.year), c.code) as place,
       coalesce(c.subject_id,
	platform.derived_id(c.school_id || ' subject ' || c.code)) as some_subject
  from run r
  join academics.schools s on s.id = r.school
  join academics.courses c on c.school_id = r.school and c.is_active
   and (r.semester is null or (c.semester = r.semester and c.year = r.year));

-- A term that nobody wrote down has the months that it usually has.
create temporary table calendar as
select x.school_id, x.semester, x.year,
       platform.derived_id(x.school_id || ' ' || x.semester || ' ' || x.year) as id,
       coalesce(t.starts_on, make_date(x.year, case x.semester when 'spring' then 1
	when 'summer' then 6 else 9 end, 1)) as starts_on,
       coalesce(t.ends_on, make_date(x.year, case x.semester when 'spring' then 5
	when 'summer' then 8 else 12 end, 31)) as ends_on
  from (select school_id, semester, year from chosen
	union
	select t.school_id, t.semester, t.year from run r
	  join academics.terms t on t.school_id = r.school
	   and (r.semester is null or (t.semester = r.semester and t.year = r.year))) x
  left join academics.terms t on t.school_id = x.school_id
   and t.semester = x.semester and t.year = x.year;

create temporary table seats as
select e.*, c.place, c.class_sid, c.org_sid, c.timezone
  from chosen c
  join academics.enrollments e on e.course_id = c.id
   and e.status in ('enrolled', 'completed');

create temporary table people as
with taking (id) as (
	select student_id from seats
	union
	select t.teacher_id from chosen c join academics.course_teachers t on t.course_id = c.id)
select u.*, platform.sourced_id(u.school_id, 'user', u.id) as sid,
       row_number() over (order by u.full_name, u.email) as place,
       coalesce(substring(u.full_name from '^(.*) [^ ]+$'), u.full_name) as given,
       coalesce(substring(u.full_name from '^.* ([^ ]+)$'), '-') as family
  from run r join identity.users u on u.school_id = r.school
 where r.semester is null or u.role in ('admin', 'dev')
    or u.id in (select id from taking)
    or u.id in (select w.person_id from identity.relations w
	where w.kind = 'parent' and w.relative_id in (select id from taking));

create temporary table items as
select a.*, c.class_sid, c.org_sid, c.session_id, c.timezone,
       platform.sourced_id(a.school_id, 'line_item', a.id) as sid,
       row_number() over (order by c.place, a.position, a.name) as place
  from chosen c join grading.assignments a on a.course_id = c.id;
create index on items (course_id, name);

analyze chosen, calendar, seats, people, items;
