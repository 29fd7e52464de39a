-- exam_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	title text, type text, starts_at text, ends_at text, clear_starts_at boolean,
--	date text, start text, end text, clear_date boolean, classroom_id uuid,
--	clear_classroom_id boolean, room text, seats int, clear_seats boolean,
--	max_score numeric, weight numeric, category_id uuid,
--	clear_category_id boolean) one
-- What is null stays.  Without a start there is no end.
with x as materialized (
	select h.*, :clear_starts_at::boolean or :clear_date::boolean as undated,
	       coalesce(nullif(:starts_at::text, '')::timestamptz,
	    grading.school_instant(:school_id, nullif(:date::text, '')::date,
		nullif(:start::text, ''))) as starts,
	       coalesce(nullif(:ends_at::text, '')::timestamptz,
	    grading.school_instant(:school_id, nullif(:date::text, '')::date
		+ (:end::text <= :start::text)::int, nullif(:end::text, ''))) as ends
	  from grading.exam_hold(:id, :school_id, :me, :my_role, :if_match) h
), n as materialized (
	select x.id, x.course_id, x.status,
	       case when not x.undated then coalesce(x.starts, x.starts_at) end as starts_at,
	       case when not x.undated then coalesce(x.ends, x.ends_at) end as ends_at,
	       case when not :clear_classroom_id::boolean
		   then coalesce(:classroom_id::uuid, x.classroom_id) end as classroom_id,
	       nullif(btrim(coalesce(:room::text, x.room)), '') as room,
	       case when not :clear_seats::boolean then coalesce(:seats::int, x.seats) end as seats,
	       case when not :clear_category_id::boolean
		   then coalesce(:category_id::uuid, x.category_id) end as category_id
	  from x
	 where (x.status in ('planned', 'marking', 'moderated')
		or platform.fail('exam_state', format('The exam is %s.', x.status)))
	   and (x.status <> 'moderated' or :max_score::numeric is null
		or :max_score::numeric = x.max_score or platform.fail('exam_state',
		    'Its results are moderated. Open them again before you change the points.'))
	   and (coalesce((select max(r.entered) from grading.exam_results r
		 where r.exam_id = x.id), 0) <= coalesce(:max_score::numeric, x.max_score)
		or platform.fail('score_range', 'Somebody has more points than that.', 'max_score'))
	   and (:seats::int is null or :clear_seats::boolean
		or :seats::int >= coalesce((select max(r.seat) from grading.exam_results r
		    where r.exam_id = x.id), 0)
		or platform.fail('seats_few', 'Somebody has a seat with a higher number.', 'seats'))
)
update grading.exams e
   set title = coalesce(btrim(:title), e.title), type = coalesce(:type::text, e.type),
       starts_at = n.starts_at, ends_at = n.ends_at, classroom_id = n.classroom_id,
       room = n.room, seats = n.seats, category_id = n.category_id,
       max_score = trim_scale(coalesce(:max_score::numeric, e.max_score)),
       weight = trim_scale(coalesce(:weight::numeric, e.weight)),
       version = e.version + 1, updated_at = now()
  from n
 where e.id = n.id
   and grading.exam_fits(e.id, n.course_id, :school_id, n.starts_at, n.ends_at,
	n.classroom_id, n.room, n.category_id)
returning e.id
