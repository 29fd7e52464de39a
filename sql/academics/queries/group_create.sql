-- group_create(school_id uuid, name text, description text) one
insert into academics.groups (school_id, name, description)
values (:school_id, btrim(:name), nullif(:description, ''))
returning id, name, description, is_active, 0 as member_count, created_at,
    updated_at, version
