-- holiday_create(school_id uuid, name text, starts_on date, ends_on date) one
-- Without a last day it is one day long.
insert into academics.holidays as h (school_id, name, starts_on, ends_on)
select :school_id::uuid, btrim(:name), v.starts_on, v.ends_on
  from (select :starts_on::date as starts_on,
	coalesce(:ends_on::date, :starts_on::date) as ends_on) v
 where (v.ends_on >= v.starts_on or platform.fail('invalid',
	'must not be before the first day', 'ends_on'))
   and (v.ends_on - v.starts_on <= 366 or platform.fail('invalid',
	'must be at most a year after the first day', 'ends_on'))
returning h.id, h.name, h.starts_on, h.ends_on,
    h.ends_on - h.starts_on + 1 as days, h.created_at, h.updated_at, h.version
