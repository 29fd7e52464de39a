-- course_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	subject_id uuid, code text, name text, description text, teacher_id uuid,
--	capacity int, waitlist_limit int, credits int, semester text, year int,
--	schedule json, room text, is_active boolean, clear_subject_id boolean,
--	clear_teacher_id boolean, clear_room boolean, is_page boolean) one
-- Its teachers change what they teach; who teaches it and whether it is offered
-- is for an administrator.  An empty room takes the room away.
with c as (
	update academics.courses c
	   set subject_id = case when not :clear_subject_id::boolean
		   then coalesce(:subject_id::uuid, c.subject_id) end,
	       code = coalesce(:code, c.code), name = coalesce(btrim(:name), c.name),
	       description = coalesce(:description, c.description),
	       teacher_id = case when not :clear_teacher_id::boolean
		   then coalesce(:teacher_id::uuid, c.teacher_id) end,
	       capacity = coalesce(:capacity::int, c.capacity),
	       waitlist_limit = coalesce(:waitlist_limit::int, c.waitlist_limit),
	       credits = coalesce(:credits::int, c.credits),
	       semester = coalesce(:semester, c.semester),
	       year = coalesce(:year::int, c.year),
	       schedule = coalesce(:schedule::jsonb, c.schedule),
	       room = case when not :clear_room::boolean
		   then nullif(btrim(coalesce(:room, c.room)), '') end,
	       is_active = coalesce(:is_active::boolean, c.is_active),
	       updated_at = now(), version = c.version + 1
	 where c.id = :id and c.school_id = :school_id
	   and (:my_role::text = 'admin' or (:my_role::text = 'teacher' and exists (
		select from academics.course_teachers t
		 where t.course_id = c.id and t.teacher_id = :me)))
	   and (:if_match::int is null or c.version = :if_match::int)
	   and academics.open_to_change(:school_id, :is_page::boolean)
	   and (:my_role::text = 'admin'
		or (case when not :clear_teacher_id::boolean
			then coalesce(:teacher_id::uuid, c.teacher_id) end
			is not distinct from c.teacher_id
		    and coalesce(:is_active::boolean, c.is_active) = c.is_active)
		or platform.fail('forbidden',
		    'An administrator says who teaches a course and whether it is offered.'))
	   and (:subject_id::uuid is null or exists (select from academics.subjects s
		where s.id = :subject_id::uuid and s.school_id = c.school_id)
		or platform.fail('invalid', 'There is no such subject.', 'subject_id'))
	returning *
)
select c.id, c.code, c.name, c.description, c.subject_id, c.teacher_id,
       p.full_name as teacher_name, c.capacity, c.enrolled_count,
       c.capacity - c.enrolled_count as seats_left, c.waitlist_limit,
       c.waitlist_count, c.enrolled_count >= c.capacity as is_full, c.credits,
       c.semester, c.year, c.schedule, c.meets, c.room, c.is_active, c.version,
       hashtext(c.code) & 7 as hue
  from c left join identity_api.people p on p.id = c.teacher_id
