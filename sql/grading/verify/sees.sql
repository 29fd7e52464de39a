-- Verify grading:sees
select 'grading.sees_book(uuid, uuid, text)'::regprocedure,
       'grading.sees_marks(uuid, uuid, uuid, text)'::regprocedure,
       'grading.sees_course(uuid, uuid, text)'::regprocedure;
