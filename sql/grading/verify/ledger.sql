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
rollback;
