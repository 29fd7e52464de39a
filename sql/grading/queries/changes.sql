-- changes(course_id uuid, school_id uuid, student_id uuid, assignment_id uuid,
--	since text, limit bigint, after_key text) many
-- Who changed what about the grades of a course, and why; the newest first.
-- Only beside changes_course.  The key of a row is its time, which of the two
-- histories has it, and its place there.
with c as materialized (
	select left(:after_key::text, 26)::timestamp at time zone 'UTC' as at,
	       substr(:after_key::text, 28, 1)::int as src,
	       substr(:after_key::text, 30)::bigint as n
), g as (
	select h.at, 0 as src, h.id as n, h.grade_id as id, 'grade' as kind, h.action,
	       h.version, h.actor, h.reason, h.assignment_name as title, h.student_id,
	       h.enrollment_id,
	       case when h.action <> 'insert' then jsonb_build_object(
		'score', trim_scale(h.old_score), 'max_score', trim_scale(h.old_max_score),
		'weight', trim_scale(h.old_weight), 'comments', h.old_comments,
		'state', coalesce(h.old_state, 'graded'),
		'days_late', coalesce(h.old_days_late, 0)) end as old,
	       case when h.action <> 'delete' then jsonb_build_object(
		'score', trim_scale(h.new_score), 'max_score', trim_scale(h.new_max_score),
		'weight', trim_scale(h.new_weight), 'comments', h.new_comments,
		'state', coalesce(h.new_state, 'graded'),
		'days_late', coalesce(h.new_days_late, 0)) end as new
	  from grading.grade_history h, c
	 where h.course_id = :course_id and h.school_id = :school_id
	   and (:student_id::uuid is null or h.student_id = :student_id::uuid)
	   and (:assignment_id::uuid is null or h.assignment_name in (
		select p.value ->> 'name' from grading.policy_history p
		 where p.course_id = :course_id and p.kind = 'assignment'
		   and p.object_id = :assignment_id::uuid))
	   and (:since::text is null
		or h.at >= grading.instant(:school_id, :since::text))
	   and (:after_key::text is null
		or (h.at <= c.at and (h.at, 0, h.id) < (c.at, c.src, c.n)))
	 order by h.at desc, h.id desc limit :limit::bigint
), p as (
	select h.at, 1 as src, h.id as n, h.object_id as id, h.kind, h.action, h.version,
	       h.actor, h.reason, h.value ->> 'name' as title,
	       (h.value ->> 'student_id')::uuid as student_id,
	       (h.value ->> 'enrollment_id')::uuid as enrollment_id,
	       case h.action when 'delete' then h.value when 'update' then (
		select b.value from grading.policy_history b
		 where b.course_id = h.course_id and b.kind = h.kind
		   and b.object_id = h.object_id and b.id < h.id
		 order by b.id desc limit 1) end as old,
	       case when h.action <> 'delete' then h.value end as new
	  from grading.policy_history h, c
	 where h.course_id = :course_id and h.school_id = :school_id
	   and (:student_id::uuid is null or h.value ->> 'student_id' = :student_id::text)
	   and (:assignment_id::uuid is null or h.object_id = :assignment_id::uuid)
	   and (:since::text is null
		or h.at >= grading.instant(:school_id, :since::text))
	   and (:after_key::text is null
		or (h.at <= c.at and (h.at, 1, h.id) < (c.at, c.src, c.n)))
	 order by h.at desc, h.id desc limit :limit::bigint
), x as (
	select * from g union all select * from p
	 order by at desc, src desc, n desc limit :limit::bigint
)
select x.id, x.at, x.kind, case x.action when 'insert' then 'created'
	when 'update' then 'changed' else 'deleted' end as action, x.version,
       x.title, case x.kind when 'course_rules' then 'rules' when 'final'
	then 'final grade' else x.kind end as _kind,
       x.actor as by_id, b.full_name as by_name, x.reason, x.student_id,
       s.full_name as student_name, x.enrollment_id, d.changes,
       (select json_agg(json_build_object('name', replace(e ->> 'field', '_', ' '),
		'old', e -> 'old', 'new', e -> 'new'))
	  from json_array_elements(d.changes) e
	 where (x.action = 'update' and e ->> 'field' not like '%\_id')
	    or e ->> 'field' = 'score') as _shown,
       to_char(x.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '/' || x.src
	|| '/' || x.n as _key
  from x
 cross join lateral (select coalesce(json_agg(json_build_object('field', f.k,
		'old', nullif(x.old -> f.k, 'null'), 'new', nullif(x.new -> f.k, 'null'))
		order by f.k), '[]') as changes
	  from jsonb_object_keys(coalesce(x.old, '{}') || coalesce(x.new, '{}')) as f (k)
	 where f.k not in ('id', 'school_id', 'course_id', 'created_at', 'updated_at',
		'version', 'student_id', 'enrollment_id', 'actor', 'at', 'reason')
	   and nullif(x.old -> f.k, 'null') is distinct from nullif(x.new -> f.k, 'null')) d
  left join identity_api.people b on b.id = x.actor
  left join identity_api.people s on s.id = x.student_id
 order by x.at desc, x.src desc, x.n desc
