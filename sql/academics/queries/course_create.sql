-- course_create(school_id uuid, subject_id uuid, code text, name text,
--	description text, teacher_id uuid, capacity int, waitlist_limit int,
--	credits int, semester text, year int, schedule json, room text,
--	is_page boolean) one
-- What is not given comes from the subject.
with c as (
	insert into academics.courses (school_id, subject_id, code, name, description,
	    teacher_id, capacity, waitlist_limit, credits, semester, year, schedule, room)
	select :school_id::uuid, :subject_id::uuid, coalesce(:code, s.code),
	       coalesce(btrim(:name), s.title), coalesce(:description, s.description, ''),
	       :teacher_id::uuid, :capacity::int, coalesce(:waitlist_limit::int, 50),
	       coalesce(:credits::int, s.credits), :semester, :year::int,
	       coalesce(:schedule::jsonb, '{}'), nullif(btrim(:room), '')
	  from (values (1)) v
	  left join academics.subjects s
	    on s.id = :subject_id::uuid and s.school_id = :school_id::uuid and s.is_active
	 where academics.open_to_change(:school_id, :is_page::boolean)
	   and (:subject_id::uuid is null or s.id is not null
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
