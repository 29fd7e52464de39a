-- Verify academics:plan
begin;
do $$
begin
	assert (select made + moved + removed + kept = 0
		  from academics.plan_sessions(platform.uuid7(), platform.uuid7(), null, null));
	assert not exists (select from academics.plan_course(platform.uuid7(),
	    platform.uuid7(), platform.uuid7(), 'teacher', false, null, null));
end
$$;
rollback;
