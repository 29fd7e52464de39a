-- fee_failed(id uuid, school_id uuid, past uuid) many
-- Who was tried and could not be billed: of those who owe it they come first.
select p.id, p.full_name, p.student_number
  from billing.fees f
 cross join lateral billing.fee_owers(f, null, null, 100) o
  join identity_api.people p on p.id = o.user_id
 where f.id = :id and f.school_id = :school_id and o.user_id <= :past::uuid
 order by p.full_name, p.id
