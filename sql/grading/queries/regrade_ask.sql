-- regrade_ask(school_id uuid, me uuid, grade_id uuid, reason text) one
select r.id from grading.regrade_ask(:grade_id, :school_id, :me, :reason) r
