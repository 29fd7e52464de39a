-- Revert grading:exam_flow
begin;
drop function grading.exam_cancel(uuid);
drop function grading.exam_publish(uuid, uuid);
drop function grading.exam_reopen(uuid, text);
drop function grading.exam_moderate(uuid, uuid, numeric, numeric, text);
drop function grading.exam_mark(uuid, uuid, jsonb);
drop function grading.exam_result_json(uuid);
drop function grading.exam_read(uuid, jsonb);
drop type grading.exam_line;
drop function grading.exam_seat(uuid, text);
drop function grading.exam_at(uuid, text[]);
drop function grading.exam_hold(uuid, uuid, uuid, text, int);
drop function grading.exam_warnings(uuid);
drop function grading.exam_fits(uuid, uuid, uuid, timestamptz, timestamptz, uuid,
    text, uuid);
drop function grading.exam_status(text, boolean);
drop function grading.takes_exam(uuid, uuid, text);
drop function grading.is_own(uuid, uuid, text);
drop function grading.runs_exam(uuid, uuid, uuid, text);
drop function grading.school_instant(uuid, date, text);
drop index grading.exam_taken;
-- Before this, one that was cancelled kept its name to itself.
update grading.exams set title = left(title, 150) || ' ' || id where status = 'cancelled';
alter table grading.exams
	add constraint exam_taken unique (course_id, title),
	drop constraint room_conflict,
	drop constraint conflict,
	add foreign key (assignment_id) references grading.assignments,
	drop constraint exams_category_id_fkey,
	add foreign key (category_id) references grading.categories,
	drop column type;
revoke select on academics_api.classrooms, academics_api.sessions,
    academics_api.session_classrooms from lyceum_grades;
commit;
