-- classroom_create(school_id uuid, name text, building text, seats int) one
insert into academics.classrooms (school_id, name, building, seats)
values (:school_id, btrim(:name), nullif(btrim(:building), ''), :seats::int)
returning id, name, building, seats, is_active, created_at, updated_at, version
