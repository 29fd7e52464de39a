-- dash_wards(me uuid, school_id uuid) many
select p.id, p.full_name, p.student_number, round(a.average, 2) as average
  from identity_api.wards w
  join identity_api.people p on p.id = w.student_id and p.school_id = :school_id
  left join lateral (
	select sum(g.weight * g.score / g.max_score) * 100
	    / nullif(sum(g.weight), 0) as average
	  from grading_api.recent_grades g where g.student_id = p.id) a on true
 where w.parent_id = :me
 order by p.full_name, p.id
