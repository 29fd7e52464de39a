-- Verify grading:transcript
begin;
select grading.may_read_record(null, null, null, 'admin');
do $$
begin
	assert grading.code_shown('0123456789ABCDEF') = '0123-4567-89AB-CDEF';
end
$$;
rollback;
