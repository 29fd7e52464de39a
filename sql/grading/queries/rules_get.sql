-- rules_get(school_id uuid) one
select r.school_id, r.scale_id, s.name as scale_name, trim_scale(r.pass_mark) as pass_mark,
       r.repeats, trim_scale(r.honours_from) as honours_from,
       trim_scale(r.probation_below) as probation_below, r.version
  from grading.rules_of_schools r
  join grading.scales s on s.id = r.scale_id
 where r.school_id = :school_id
