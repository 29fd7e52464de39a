-- imports(course_id uuid, school_id uuid, limit bigint, after_key text,
--	after_id uuid) many
-- The files of a course, the newest first: ids of version 7 grow with time.
-- Only beside import_course.
select i.id, i.course_id, i.at, i.actor as by_id, p.full_name as by_name, i.reason,
       i.added, i.changed, i.undone_at is not null as is_undone, i.undone_at,
       u.full_name as undone_by_name, i.version, i.id::text as _key
  from grading.imports i
  left join identity_api.people p on p.id = i.actor
  left join identity_api.people u on u.id = i.undone_by
 where i.course_id = :course_id and i.school_id = :school_id
   and (:after_key::text is null
	or i.id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by i.id desc limit :limit::bigint
