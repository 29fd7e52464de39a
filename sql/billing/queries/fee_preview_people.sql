-- fee_preview_people(id uuid, school_id uuid) many
select p.id, p.full_name, p.student_number
  from billing.fees f
 cross join lateral billing.fee_owers(f, null, null, null) o
  join identity_api.people p on p.id = o.user_id
 where f.id = :id and f.school_id = :school_id
 order by p.full_name, p.id limit 100
