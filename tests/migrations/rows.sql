-- A little of everything that a school had before money: what an upgrade must
-- leave as it is.
\set s '''00000000-0000-7000-8000-000000000001'''
\set teacher '''00000000-0000-7000-8000-000000000002'''
\set student '''00000000-0000-7000-8000-000000000003'''
\set parent '''00000000-0000-7000-8000-000000000004'''
\set subject '''00000000-0000-7000-8000-000000000005'''
\set course '''00000000-0000-7000-8000-000000000006'''
\set seat '''00000000-0000-7000-8000-000000000007'''
\set room '''00000000-0000-7000-8000-000000000008'''
\set session '''00000000-0000-7000-8000-000000000009'''
\set team '''00000000-0000-7000-8000-00000000000a'''
\set beacon '''00000000-0000-7000-8000-00000000000b'''
\set pay '''00000000-0000-7000-8000-00000000000c'''
\set device '''00000000-0000-7000-8000-00000000000d'''
\set exam '''00000000-0000-7000-8000-00000000000e'''
begin;

insert into academics.schools (id, code, name) values (:s, 'OLD', 'An old school');
insert into identity.users (id, school_id, email, role, full_name) values
    (:teacher, :s, 't@old.example', 'teacher', 'T'),
    (:student, :s, 's@old.example', 'student', 'S'),
    (:parent, :s, 'p@old.example', 'parent', 'P');
insert into identity.relations (person_id, relative_id, kind)
values (:parent, :student, 'parent');
insert into identity.sessions (user_id, school_id, kind, expires_at)
values (:student, :s, 'api', now() + interval '1 day');
insert into identity.devices (id, user_id, school_id, name, public_key, flash_key,
    bound_by)
values (:device, :student, :s, 'A phone', decode(repeat('04', 65), 'hex'),
    decode(repeat('05', 32), 'hex'), :student);
-- Its matrix is its own: teachers here may not make courses.
delete from identity.role_permissions
 where school_id = :s and permission ~ '^courses\.' and role = 'teacher';

insert into academics.terms (school_id, semester, year, starts_on, ends_on)
values (:s, 'fall', 2026, '2026-09-01', '2026-12-20');
insert into academics.subjects (id, school_id, code, title, credits)
values (:subject, :s, 'CS101', 'Programming', 4);
insert into academics.courses (id, school_id, subject_id, teacher_id, capacity,
    enrolled_count, credits, year, semester, code, name, room, schedule)
values (:course, :s, :subject, :teacher, 30, 1, 4, 2026, 'fall', 'CS101',
    'Programming', 'A1', '{"monday": ["09:00-11:00"]}');
insert into academics.enrollments (id, school_id, student_id, course_id, status,
    enrolled_at)
values (:seat, :s, :student, :course, 'enrolled', now());
insert into academics.classrooms (id, school_id, name) values (:room, :s, 'A1');
insert into academics.groups (id, school_id, name) values (:team, :s, 'First year');
insert into academics.group_members values (:team, :student);
insert into academics.holidays (school_id, name, starts_on, ends_on)
values (:s, 'Winter', '2026-12-21', '2027-01-06');
insert into academics.sessions (id, school_id, course_id, starts_at, ends_at)
values (:session, :s, :course, '2026-09-07 09:00Z', '2026-09-07 11:00Z');
insert into academics.session_classrooms values (:session, :room);

insert into grading.assignments (school_id, course_id, name, type, max_score, weight)
values (:s, :course, 'Homework 1', 'homework', 20, 0.25);
insert into grading.grades (school_id, course_id, enrollment_id, student_id,
    graded_by, score, max_score, weight, assignment_type, assignment_name)
values (:s, :course, :seat, :student, :teacher, 17.5, 20, 0.25, 'homework',
    'Homework 1');
insert into grading.exams (id, school_id, course_id, title, starts_at, ends_at,
    max_score, weight, type)
values (:exam, :s, :course, 'Midterm', '2026-10-20 09:00Z', '2026-10-20 11:00Z', 50,
    0.25, 'midterm');

insert into beacon.beacons (id, school_id, name, classroom_id)
values (:beacon, :s, 'Beacon of A1', :room);
insert into attendance.records (school_id, course_id, enrollment_id, student_id, date,
    status)
values (:s, :course, :seat, :student, '2026-09-07', 'late');

insert into billing.payments (id, school_id, user_id, amount_minor, status,
    payment_type, stripe_payment_intent_id)
values (:pay, :s, :student, 12345, 'succeeded', 'tuition', 'pi_old');
insert into billing.payment_history (payment_id, status) values (:pay, 'succeeded');

insert into platform.audit (school_id, actor, action) values (:s, :teacher, 'verify');
insert into platform.external_ids values (:s, 'user', 'P-1', :student);
commit;
