-- Verify grading:ledger
begin;
do $$
declare
	s uuid := platform.uuid7();
	c uuid := platform.uuid7();
begin
	insert into grading.categories (school_id, course_id, name, weight)
	values (s, c, 'Homework', 0.5);
	update grading.categories set weight = 0.6, version = 2 where course_id = c;
	delete from grading.categories where course_id = c;
	assert (select string_agg(action || version, ' ' order by id)
	    from grading.policy_history where course_id = c)
	    = 'insert1 update2 delete3';
	begin
		delete from grading.policy_history where course_id = c;
		assert false, 'history was rewritten';
	exception when others then
		assert sqlerrm <> 'history was rewritten';
	end;
end
$$;
select 'grading.finals_of_course'::regclass, 'grading.finals_of_student'::regclass,
       'grading.grade_history_of_course'::regclass,
       'grading.grade_history_of_enrollment'::regclass,
       'grading.policy_history_of_course'::regclass, 'grading.finals'::regclass
 where false;
select new_days_late, new_state, old_days_late, old_state, reason
  from grading.grade_history where false;
do $$
begin
	assert (select count(*) = 10 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('grading.assignments'::regclass, 'note_delete'),
		('grading.assignments'::regclass, 'note_insert'),
		('grading.assignments'::regclass, 'note_update'),
		('grading.course_rules'::regclass, 'note_delete'),
		('grading.course_rules'::regclass, 'note_insert'),
		('grading.course_rules'::regclass, 'note_update'),
		('grading.finals'::regclass, 'note_delete'),
		('grading.finals'::regclass, 'note_insert'),
		('grading.finals'::regclass, 'note_update'),
		('grading.policy_history'::regclass, 'append_only_truncate')));
end
$$;
rollback;
