-- subject_update(id uuid, school_id uuid, if_match int, code text, title text,
--	description text, credits int, is_active boolean) one
update academics.subjects s
   set code = coalesce(:code, s.code), title = coalesce(btrim(:title), s.title),
       description = coalesce(:description, s.description),
       credits = coalesce(:credits::int, s.credits),
       is_active = coalesce(:is_active::boolean, s.is_active),
       updated_at = now(), version = s.version + 1
 where s.id = :id and s.school_id = :school_id
   and (:if_match::int is null or s.version = :if_match::int)
returning s.id, s.code, s.title, s.description, s.credits, s.is_active,
    s.created_at, s.updated_at, s.version
