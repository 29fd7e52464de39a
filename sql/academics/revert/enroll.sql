-- Revert academics:enroll
begin;
drop trigger capacity_raised on academics.courses;
drop function academics.capacity_raised();
drop function academics.drop(uuid, uuid, uuid, uuid, text);
drop function academics.seat(uuid);
drop function academics.first_in_line(uuid, uuid[]);
drop function academics.refuse_full(uuid, uuid, boolean);
drop function academics.waitlist_position(uuid, int);
drop function academics.enroll(uuid, uuid, uuid, uuid, text, boolean);
drop function academics.refuse_conflict(uuid, uuid);
drop function academics.check_prerequisites(uuid, uuid);
drop function academics.student_numbered(text, uuid);
drop function academics.lock_student(uuid);
commit;
