-- exam_create(school_id uuid, me uuid, my_role text, course_id uuid, title text,
--	type text, starts_at text, ends_at text, date text, start text, end text,
--	classroom_id uuid, room text, seats int, max_score numeric,
--	weight numeric, category_id uuid) one
-- In the boxes, what does not end after its start ends on the next day.
with t as materialized (
	select set_config('lyceum.actor', :me::uuid::text, true) as actor,
	       coalesce(nullif(:starts_at::text, '')::timestamptz,
	    grading.school_instant(:school_id, nullif(:date::text, '')::date,
		nullif(:start::text, ''))) as starts,
	       coalesce(nullif(:ends_at::text, '')::timestamptz,
	    grading.school_instant(:school_id, nullif(:date::text, '')::date
		+ (:end::text <= :start::text)::int, nullif(:end::text, ''))) as ends
)
insert into grading.exams (school_id, course_id, title, type, starts_at,
    ends_at, classroom_id, room, seats, max_score, weight, category_id)
select c.school_id, c.id, btrim(:title), coalesce(:type::text, 'final'), t.starts, t.ends,
       :classroom_id, nullif(btrim(:room::text), ''), :seats, trim_scale(:max_score::numeric),
       trim_scale(coalesce(:weight::numeric, 1)), :category_id
  from academics_api.courses c, t
 where c.id = :course_id and c.school_id = :school_id and t.actor is not null
   and grading.may_grade(c.id, :school_id, :me::uuid, :my_role::text)
   and grading.exam_fits(null, c.id, :school_id, t.starts, t.ends, :classroom_id,
	nullif(btrim(:room::text), ''), :category_id)
returning id
