-- transcript_head(id uuid, school_id uuid, me uuid, my_role text) one
-- A student, the school, and its rules; thresholds in hundredths, and up: an
-- average of two digits is at or over the one exactly when it is so for both.
select p.id as student_id, p.full_name, p.student_number, p.id = :me as is_self,
       s.id as _school_id, s.code as _school_code, s.name as _school_name,
       s.timezone as _timezone, r.repeats as _repeats,
       trim_scale(r.honours_from) as _honours_from,
       trim_scale(r.probation_below) as _probation_below,
       ceil(r.honours_from * 100)::int as _honours_units,
       ceil(r.probation_below * 100)::int as _probation_units
  from identity_api.people p
  join academics_api.schools s on s.id = p.school_id
  join grading.rules_of_schools r on r.school_id = s.id
 where p.id = :id and p.school_id = :school_id
   and grading.may_read_record(p.id, :school_id::uuid, :me::uuid, :my_role::text)
