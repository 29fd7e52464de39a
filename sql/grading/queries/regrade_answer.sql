-- regrade_answer(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	answer text, score numeric) one
select r.id from grading.regrade_answer(:id, :school_id, :me, :my_role, :if_match,
    :answer, :score) r
