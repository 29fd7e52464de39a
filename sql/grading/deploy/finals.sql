-- Deploy grading:finals
begin;

-- The final grade of an enrollment, with how it came to be: what the marks
-- come to, and where another was given, why.  Without a grade it is taken
-- away.  Answers its version (0: none), or null where it is not as it was
-- read; what says nothing new changes nothing, and no version is used twice.
create function grading.set_final(enrollment uuid, school uuid, who uuid,
    grade numeric, computed numeric, letter text, points numeric, passed boolean,
    why text, complete boolean, if_match int) returns int
language plpgsql as $$
declare
	e record;
	f grading.finals;
	override boolean := grade is distinct from computed;
	now_version int;
begin
	perform set_config('lyceum.actor', who::text, true),
		set_config('lyceum.reason', coalesce(why, ''), true);
	select x.course_id, x.student_id into strict e
	  from academics_api.enrollments x
	 where x.id = enrollment and x.school_id = school;
	-- To set the grade locks the enrollment: whoever else would set it comes
	-- after.  Who comes late leaves no trace, so that what is answered then
	-- is what the other one has set.
	begin
		perform academics_api.set_final_grade(enrollment, school, grade,
			complete)
		    or platform.fail('not_enrolled',
			'This enrollment cannot be graded.');
		select * into f from grading.finals x
		 where x.enrollment_id = enrollment;
		if if_match <> coalesce(f.version, 0) then
			raise exception using errcode = 'LY412';
		end if;
	exception when sqlstate 'LY412' then
		return null;
	end;
	if grade is null then
		delete from grading.finals x where x.enrollment_id = enrollment;
		return 0;
	end if;
	insert into grading.finals as x (enrollment_id, school_id, course_id,
	    student_id, computed, final, letter, points, passed, is_override,
	    reason, actor, version)
	values (enrollment, school, e.course_id, e.student_id, trim_scale(computed),
	    trim_scale(grade), set_final.letter, set_final.points, set_final.passed,
	    override, nullif(why, ''), who, 1 + coalesce((select max(h.version)
		from grading.policy_history h where h.course_id = e.course_id
		 and h.kind = 'final' and h.object_id = enrollment), 0))
	on conflict (enrollment_id) do update
	   set computed = excluded.computed, final = excluded.final,
	       letter = excluded.letter, points = excluded.points,
	       passed = excluded.passed, is_override = excluded.is_override,
	       reason = excluded.reason, actor = who, at = now(),
	       version = x.version + 1
	 where (x.computed, x.final, x.letter, x.points, x.passed, x.is_override,
		x.reason) is distinct from (excluded.computed, excluded.final,
		excluded.letter, excluded.points, excluded.passed,
		excluded.is_override, excluded.reason)
	returning x.version into now_version;
	return coalesce(now_version, f.version);
end
$$;

grant execute on function grading.set_final(uuid, uuid, uuid, numeric, numeric, text,
    numeric, boolean, text, boolean, int) to lyceum_grades;

commit;
