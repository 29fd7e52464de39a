-- Verify attendance:mark
begin;
do $$
begin
	assert has_function_privilege('lyceum_beacon',
	    'attendance.mark_all(uuid, uuid, text, uuid, uuid, date, json, text, text)',
	    'execute');
	assert has_function_privilege('lyceum_beacon',
	    'attendance.change(uuid, text, text, boolean, int, uuid, uuid, text, text, text)',
	    'execute');
end
$$;
select 'attendance.mark(uuid, uuid, text, uuid, uuid, uuid, uuid, date, text, '
           'text, text, text)'::regprocedure,
       'attendance.marked(attendance.records, uuid, text, text)'::regprocedure,
       'attendance.may_mark(uuid, uuid, uuid, text)'::regprocedure,
       'attendance.session_on(uuid, date)'::regprocedure,
       'attendance.subject_of(uuid, uuid, text, uuid, uuid, uuid, uuid, '
           'date)'::regprocedure
 where false;
rollback;
