-- holiday_update(id uuid, school_id uuid, if_match int, name text,
--	starts_on date, ends_on date) one
update academics.holidays h
   set name = coalesce(btrim(:name), h.name),
       starts_on = coalesce(:starts_on::date, h.starts_on),
       ends_on = coalesce(:ends_on::date, h.ends_on),
       updated_at = now(), version = h.version + 1
 where h.id = :id and h.school_id = :school_id
   and (:if_match::int is null or h.version = :if_match::int)
   and (coalesce(:name::text, 'as it is') <> ''
	or platform.fail('invalid', 'is required', 'name'))
   and (coalesce(:ends_on::date, h.ends_on)
	>= coalesce(:starts_on::date, h.starts_on)
	or platform.fail('invalid', 'must not be before the first day', 'ends_on'))
   and (coalesce(:ends_on::date, h.ends_on)
	- coalesce(:starts_on::date, h.starts_on) <= 366
	or platform.fail('invalid', 'must be at most a year after the first day',
	    'ends_on'))
returning h.id, h.name, h.starts_on, h.ends_on,
    h.ends_on - h.starts_on + 1 as days, h.created_at, h.updated_at, h.version
