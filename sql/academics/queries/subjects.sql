-- subjects(school_id uuid, q text, limit bigint, after_key text, after_id uuid) many
select s.id, s.code, s.title, s.credits, s.is_active, n.course_count, s.code as _key
  from academics.subjects s
 cross join lateral (select count(*) as course_count from academics.courses c
	where c.subject_id = s.id and c.is_active) n
 where s.school_id = :school_id
   and (:q::text is null or platform.fold(s.code || ' ' || s.title)
	like platform.like_words(:q::text))
   and (s.code, s.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by s.code, s.id limit :limit::bigint
