-- Verify attendance:sign
begin;
do $$
begin
	assert has_function_privilege('lyceum_beacon',
	    'attendance.sign(uuid, uuid, text, uuid, uuid, text, text, uuid, uuid, uuid, jsonb, text, timestamptz, text, text)',
	    'execute');
	assert has_function_privilege('lyceum_beacon',
	    'attendance.decide(uuid, text, uuid, text, uuid, text, int, text, text)',
	    'execute');
	assert attendance.words('closed') <> attendance.words('anything else');
end
$$;
select 'attendance.again(attendance.signatures, text, uuid, boolean, text, '
           'text)'::regprocedure,
       'attendance.confirm(uuid, timestamptz)'::regprocedure,
       'attendance.count_in(attendance.signatures, uuid, boolean, '
           'text)'::regprocedure,
       'attendance.decided(attendance.signatures, uuid)'::regprocedure,
       'attendance.keep_record(attendance.signatures, text, uuid, '
           'boolean)'::regprocedure,
       'attendance.lock_session(uuid, boolean)'::regprocedure,
       'attendance.may_decide(uuid, uuid, uuid, text)'::regprocedure,
       'attendance.may_use(text, text)'::regprocedure,
       'attendance.note(attendance.signatures, text, uuid, text, '
           'text)'::regprocedure,
       'attendance.shown(attendance.signatures, boolean)'::regprocedure
 where false;
rollback;
