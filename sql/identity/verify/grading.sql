-- Verify identity:grading
begin;
do $$
begin
	assert (select count(*) from identity.default_permissions
	    where permission = 'exams.publish') = 2;
	assert not exists (select from identity.default_permissions
	    where permission = 'scales.update' and role <> 'admin');
end
$$;
rollback;
