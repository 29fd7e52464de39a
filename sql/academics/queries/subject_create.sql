-- subject_create(school_id uuid, code text, title text, description text,
--	credits int) one
insert into academics.subjects (school_id, code, title, description, credits)
values (:school_id, :code, btrim(:title), coalesce(:description, ''), :credits::int)
returning id, code, title, description, credits, is_active, created_at,
    updated_at, version
