-- Verify academics:subjects
begin;
do $$
declare
	s uuid;
	a uuid;
	b uuid;
	c uuid;
	which text;
begin
	insert into academics.schools (code, name) values ('VERIFY-2', 'Verify')
	returning id into s;
	insert into academics.subjects (school_id, code, title, credits)
	values (s, 'AA101', 'A1', 3) returning id into a;
	insert into academics.subjects (school_id, code, title, credits)
	values (s, 'BB101', 'B1', 3) returning id into b;
	insert into academics.subjects (school_id, code, title, credits)
	values (s, 'CC101', 'C1', 3) returning id into c;
	insert into academics.subject_prerequisites values (b, a), (c, b);
	begin
		insert into academics.subject_prerequisites values (a, c);
		assert false, 'a circle';
	exception when sqlstate 'LY001' then
		get stacked diagnostics which = constraint_name;
		assert which = 'conflict', which;
	end;
end
$$;
select subject_id, teacher_id from academics.subject_teachers where false;
select 'academics.subject_code_taken'::regclass,
       'academics.subject_prerequisites_requires'::regclass,
       'academics.subject_teachers_teacher'::regclass
 where false;
rollback;
