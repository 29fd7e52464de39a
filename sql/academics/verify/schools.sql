-- Verify academics:schools
begin;
do $$
declare
	s uuid;
	which text;
begin
	insert into academics.schools (code, name, timezone)
	values ('VERIFY-1', 'Verify', 'Europe/Paris') returning id into s;
	assert (select count(*) = 5 from identity_api.role_matrix where school_id = s),
	    'a new school has no matrix';
	insert into academics.terms (school_id, semester, year, starts_on, ends_on)
	values (s, 'fall', 2024, '2024-09-01', '2024-12-20'),
	       (s, 'spring', 2100, '2100-01-10', '2100-05-20'),
	       (s, 'fall', 2100, '2100-09-01', '2100-12-20');
	assert (select semester = 'spring' and year = 2100
	    from academics.current_term(s)), 'current term';
	begin
		update academics.schools set timezone = 'Mars/Olympus' where id = s;
		assert false, 'a time zone on Mars';
	exception when sqlstate 'LY001' then
		get stacked diagnostics which = constraint_name;
		assert which = 'invalid', which;
	end;
end
$$;
select 'academics.term_no(text, integer)'::regprocedure,
       'academics.school_code_taken'::regclass, 'academics.capacity'::regtype,
       'academics.code'::regtype, 'academics.credits'::regtype,
       'academics.enrollment_status'::regtype, 'academics.percent'::regtype,
       'academics.prose'::regtype, 'academics.room'::regtype,
       'academics.tally'::regtype, 'academics.title'::regtype
 where false;
rollback;
