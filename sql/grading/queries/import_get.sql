-- import_get(course_id uuid, id uuid, school_id uuid, me uuid, my_role text) one
-- An import with what undoing it came to, or would come to now.
select i.id, i.course_id, c.code, c.name, i.at, i.actor as by_id,
       p.full_name as by_name, i.reason, i.added, i.changed,
       i.undone_at is not null as is_undone, i.undone_at,
       u.full_name as undone_by_name, i.undone_reason, e.restored, e.removed,
       e.left_changed, e.left_deleted, e.left_maximum,
       i.undone_at is null and e.restored + e.removed > 0 as can_undo, i.version,
       nullif(e.left_changed, 0) as _changed, nullif(e.left_deleted, 0) as _deleted,
       nullif(e.left_maximum, 0) as _maximum,
       e.left_changed + e.left_deleted + e.left_maximum as _left,
       i.added + i.changed > 500 as _more
  from grading.imports i
  join academics_api.courses c on c.id = i.course_id
  left join identity_api.people p on p.id = i.actor
  left join identity_api.people u on u.id = i.undone_by
 cross join lateral (select
	coalesce(i.restored, count(*) filter (where f.effect = 'restored')) as restored,
	coalesce(i.removed, count(*) filter (where f.effect = 'removed')) as removed,
	coalesce(i.left_changed, count(*) filter (where f.effect = 'changed'))
	    as left_changed,
	coalesce(i.left_deleted, count(*) filter (where f.effect = 'deleted'))
	    as left_deleted,
	coalesce(i.left_maximum, count(*) filter (where f.effect = 'maximum'))
	    as left_maximum
	  from grading.import_effects(i.id, 0,
	    case when i.undone_at is null then null else 0 end) f) e
 where i.id = :id and i.course_id = :course_id and i.school_id = :school_id
   and grading.may_grade(:course_id, :school_id, :me, :my_role)
