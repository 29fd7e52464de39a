-- scoreScales.csv: a scale is a rule of the school; only what it is called is
-- kept, where the class grades by a scale of that name.
insert into platform.external_ids (school_id, kind, sourced_id, id)
select r.school, 'scale', x.c_sourcedId, platform.derived_id(c.id || ' scale ' || s.id)
  from run r
  join in_scoreScales x on true
  join academics.courses c on c.id = pg_temp.id_of('class', x.c_classSourcedId)
  join grading.rules_of_courses p on p.course_id = c.id
  join grading.scales s on s.id = p.scale_id and s.name = x.c_title
 where x.c_sourcedId <> platform.derived_id(c.id || ' scale ' || s.id)::text
on conflict do nothing;
insert into platform.audit (school_id, action, object, detail)
select r.school, 'lyceumctl oneroster import', r.school::text,
       (select jsonb_object_agg(t.words, t.added + t.changed) from tally t)
  from run r;
