-- calendar_link_renew(me uuid, school_id uuid) one
insert into academics.calendar_links as l (user_id, school_id)
values (:me, :school_id)
on conflict (user_id) do update
    set secret = default, made_at = now()
returning l.user_id as id, l.secret as _secret, l.made_at
