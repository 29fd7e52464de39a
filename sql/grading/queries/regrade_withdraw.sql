-- regrade_withdraw(id uuid, school_id uuid, me uuid, my_role text, if_match int) one
select r.id from grading.regrade_withdraw(:id, :school_id, :me, :my_role, :if_match) r
