-- Revert academics:courses
begin;
drop function academics.validate_schedule(uuid, jsonb, text, int, uuid, text, uuid);
drop table academics.meetings;
drop table academics.course_teachers;
drop table academics.courses;
drop function academics.course_teacher_check();
drop function academics.course_spread();
drop function academics.teacher_check(uuid, uuid);
drop function academics.course_derive();
drop function academics.words(text);
drop function academics.meets_of(jsonb);
drop function academics.times_of(jsonb, text, int);
drop function academics.slots(jsonb);
drop function academics.invalid_schedule(text);
drop function academics.clock(int);
commit;
