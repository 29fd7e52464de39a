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
select 'academics.plan_term(uuid, text, boolean, text, integer)'::regprocedure
 where false;
rollback;
