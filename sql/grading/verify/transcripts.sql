-- Verify grading:transcripts
begin;
do $$
declare
	s uuid := platform.uuid7();
begin
	insert into grading.transcripts (school_id, student_id, code, document, sha256, issued_by)
	values (s, s, '0123456789ABCDEF', '{}', sha256(''), s);
	update grading.transcripts set revoked_at = now(), revoked_by = s,
	    revoked_reason = 'A mistake' where student_id = s;
	begin
		update grading.transcripts set revoked_at = null,
		    revoked_reason = null where student_id = s;
		assert false, 'came back';
	exception when raise_exception then
		null;
	end;
end
$$;
select 'grading.signing_keys_of_school'::regclass,
       'grading.transcripts_of_student'::regclass, 'grading.signing_keys'::regclass
 where false;
rollback;
