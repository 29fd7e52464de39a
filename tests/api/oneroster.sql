-- A small school of which every byte is known, and an empty one; what an
-- earlier run left of them goes first.
\set ON_ERROR_STOP 1
set session_replication_role = replica;
do $$
declare
	t record;
	gone uuid[] := array(select id from academics.schools where code in ('GOLD', 'GOLD-TWO'));
begin
	if gone = '{}' then
		return;
	end if;
	delete from identity.relations where person_id in
	    (select id from identity.users where school_id = any (gone));
	for t in select c.table_schema, c.table_name from information_schema.columns c
	    join information_schema.tables b using (table_schema, table_name)
	    where c.column_name = 'school_id' and b.table_type = 'BASE TABLE' loop
		execute format('delete from %I.%I where school_id = any ($1)', t.table_schema,
		    t.table_name) using gone;
	end loop;
	foreach t.table_name in array '{course_teachers,meetings,bookings,course_words}'::text[] loop
		execute format('delete from academics.%I x where not exists
		    (select from academics.courses c where c.id = x.course_id)', t.table_name);
	end loop;
	delete from academics.schools where id = any (gone);
end
$$;
set session_replication_role = origin;

create function pg_temp.id(n int) returns uuid language sql immutable
return ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;

begin;
insert into academics.schools (id, code, name, timezone) values
    (pg_temp.id(1), 'GOLD', 'Golden "Gate" School, North', 'Europe/Madrid'),
    (pg_temp.id(2), 'GOLD-TWO', 'The other one', 'Europe/Madrid');
insert into academics.terms (school_id, semester, year, starts_on, ends_on) values
    (pg_temp.id(1), 'fall', 2025, '2025-09-08', '2025-12-19'),
    (pg_temp.id(1), 'spring', 2026, '2026-01-12', '2026-05-29');
insert into identity.users (id, school_id, email, role, full_name, student_number,
    department, is_active) values
    (pg_temp.id(101), pg_temp.id(1), 'head@gold.example', 'admin', 'Greta Head', null, null, true),
    (pg_temp.id(102), pg_temp.id(1), 'dev@gold.example', 'dev', 'Dev Eloper', null, null, true),
    (pg_temp.id(103), pg_temp.id(1), 'ana@gold.example', 'teacher', 'Ana de la Cruz', null, 'Mathematics', true),
    (pg_temp.id(104), pg_temp.id(1), 'bo@gold.example', 'teacher', 'Bo, "the" Builder', null, null, true),
    (pg_temp.id(105), pg_temp.id(1), 'zoe@gold.example', 'student', 'Zoë Åström', 'S-1', 'Physics', true),
    (pg_temp.id(106), pg_temp.id(1), 'madonna@gold.example', 'student', 'Madonna', 'S-2', null, true),
    (pg_temp.id(107), pg_temp.id(1), 'wei@gold.example', 'student', '伟 王', 'S-3', null, true),
    (pg_temp.id(108), pg_temp.id(1), 'gone@gold.example', 'student', 'Gone Girl', 'S-4', null, false),
    (pg_temp.id(109), pg_temp.id(1), 'mum@gold.example', 'parent', 'Mum Åström', null, null, true);
insert into identity.relations (person_id, relative_id, kind) values
    (pg_temp.id(109), pg_temp.id(105), 'parent'), (pg_temp.id(109), pg_temp.id(106), 'parent');
insert into academics.subjects (id, school_id, code, title, credits) values
    (pg_temp.id(201), pg_temp.id(1), 'MAT101', 'Calculus', 4),
    (pg_temp.id(202), pg_temp.id(1), 'PHY101', 'Physics; "light", and more', 3);
insert into academics.courses (id, school_id, subject_id, teacher_id, capacity, credits, year,
    semester, code, name, room, schedule) values
    (pg_temp.id(301), pg_temp.id(1), pg_temp.id(201), pg_temp.id(103), 3, 4, 2025, 'fall',
     'MAT101', 'Calculus', 'Gold 1', '{"monday": ["09:00-11:00"], "wednesday": ["09:00-10:00", "15:00-16:00"]}'),
    (pg_temp.id(302), pg_temp.id(1), pg_temp.id(202), pg_temp.id(104), 30, 3, 2026, 'spring',
     'PHY101', 'Physics of light', null, '{}'),
    (pg_temp.id(303), pg_temp.id(1), pg_temp.id(202), null, 10, 3, 2025, 'fall',
     'PHY101', 'Physics; "light", and more', null, '{}');
insert into academics.course_teachers (course_id, teacher_id, times) values
    (pg_temp.id(301), pg_temp.id(104), '{}');
insert into academics.enrollments (id, school_id, student_id, course_id, status, enrolled_at) values
    (pg_temp.id(401), pg_temp.id(1), pg_temp.id(105), pg_temp.id(301), 'completed', '2025-09-01T22:30:00Z'),
    (pg_temp.id(402), pg_temp.id(1), pg_temp.id(106), pg_temp.id(301), 'enrolled', '2025-09-02T10:00:00Z'),
    (pg_temp.id(403), pg_temp.id(1), pg_temp.id(107), pg_temp.id(302), 'enrolled', '2026-01-05T10:00:00Z'),
    (pg_temp.id(404), pg_temp.id(1), pg_temp.id(108), pg_temp.id(302), 'dropped', '2026-01-05T10:00:00Z');
update academics.courses set enrolled_count = 2 where id = pg_temp.id(301);
update academics.courses set enrolled_count = 1 where id = pg_temp.id(302);
insert into grading.categories (id, school_id, course_id, name, weight, drop_lowest, is_extra,
    position) values
    (pg_temp.id(501), pg_temp.id(1), pg_temp.id(301), 'Homework', 0.4, 1, false, 1),
    (pg_temp.id(502), pg_temp.id(1), pg_temp.id(301), 'Exams', 0.575, 0, false, 2),
    (pg_temp.id(503), pg_temp.id(1), pg_temp.id(301), 'Bonus', 0.1, 0, true, 3);
insert into grading.assignments (id, school_id, course_id, name, type, max_score, weight,
    position, category_id, due_at, created_at) values
    (pg_temp.id(601), pg_temp.id(1), pg_temp.id(301), 'Sheet 1', 'homework', 20, 1, 1, pg_temp.id(501), '2025-09-20T21:59:59Z', '2025-09-09T10:00:00Z'),
    (pg_temp.id(602), pg_temp.id(1), pg_temp.id(301), 'Mid-term', 'midterm', 50, 1, 2, pg_temp.id(502), null, '2025-09-09T10:00:00Z'),
    (pg_temp.id(603), pg_temp.id(1), pg_temp.id(301), '=Extra, "extra"', 'project', 10, 0.5, 3, pg_temp.id(503), null, '2025-09-09T10:00:00Z'),
    (pg_temp.id(604), pg_temp.id(1), pg_temp.id(302), 'Quiz on light', 'quiz', 12.5, 1, 1, null, '2026-02-01T22:59:59Z', '2026-01-20T10:00:00Z');
insert into grading.grades (id, school_id, course_id, enrollment_id, student_id, graded_by,
    graded_at, score, max_score, weight, assignment_type, assignment_name, comments, state,
    days_late) values
    (pg_temp.id(701), pg_temp.id(1), pg_temp.id(301), pg_temp.id(401), pg_temp.id(105), pg_temp.id(103), '2025-09-22T10:00:00Z', 17.5, 20, 1, 'homework', 'Sheet 1', E'Well done,\n"mostly"', 'graded', 2),
    (pg_temp.id(702), pg_temp.id(1), pg_temp.id(301), pg_temp.id(402), pg_temp.id(106), pg_temp.id(103), '2025-09-22T10:00:00Z', 0, 20, 1, 'homework', 'Sheet 1', null, 'missing', 0),
    (pg_temp.id(703), pg_temp.id(1), pg_temp.id(301), pg_temp.id(401), pg_temp.id(105), pg_temp.id(103), '2025-10-22T22:30:00Z', null, 50, 1, 'midterm', 'Mid-term', null, 'excused', 0),
    (pg_temp.id(704), pg_temp.id(1), pg_temp.id(302), pg_temp.id(403), pg_temp.id(107), pg_temp.id(104), '2026-02-02T10:00:00Z', 12.5, 12.5, 1, 'quiz', 'Quiz on light', '-', 'graded', 0);
commit;
