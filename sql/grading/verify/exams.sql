-- Verify grading:exams
begin;
do $$
declare
	s uuid := platform.uuid7();
	x uuid;
begin
	insert into grading.exams (school_id, course_id, title, max_score, weight)
	values (s, s, 'Final exam', 100, 0.5) returning id into x;
	insert into grading.exam_results (exam_id, school_id, course_id,
	    enrollment_id, student_id, seat)
	values (x, s, s, platform.uuid7(), s, 1);
	delete from grading.exams where id = x;
	assert (select count(*) from grading.exam_history where exam_id = x) = 4;
end
$$;
select 'grading.exam_history_of_exam'::regclass,
       'grading.exam_results_of_student'::regclass,
       'grading.exams_of_school'::regclass, 'grading.regrade_open'::regclass,
       'grading.regrades_of_course'::regclass,
       'grading.regrades_of_student'::regclass, 'grading.regrades'::regclass
 where false;
do $$
begin
	assert (select count(*) = 4 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('grading.exam_history'::regclass, 'append_only'),
		('grading.exam_history'::regclass, 'append_only_truncate'),
		('grading.exam_results'::regclass, 'note_update'),
		('grading.exams'::regclass, 'note_update')));
end
$$;
rollback;
