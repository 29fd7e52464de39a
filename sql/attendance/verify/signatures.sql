-- Verify attendance:signatures
begin;
select id, session_id, person_id, method, status, reason, signed_at, version
  from attendance.signatures where false;
select session_id, secret from attendance.secrets where false;
select session_id, signature_id from attendance.records where false;
do $$
begin
	assert not has_table_privilege('lyceum_courses', 'attendance.signatures', 'select');
end
$$;
select 'attendance.record_of_day'::regclass, 'attendance.record_of_session'::regclass,
       'attendance.records_of_enrollment'::regclass,
       'attendance.records_of_student'::regclass,
       'attendance.signature_once'::regclass,
       'attendance.signatures_of_person'::regclass,
       'attendance.signatures_of_school'::regclass,
       'attendance.signatures_of_session'::regclass
 where false;
rollback;
