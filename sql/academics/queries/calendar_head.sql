-- calendar_head(school_id uuid, me uuid, my_role text, week text,
--	course_id uuid, classroom_id uuid, teacher_id uuid) one
select to_char(w.monday, 'IYYY-"W"IW') as week, w.monday as starts_on,
       w.monday + 6 as ends_on, to_char(w.monday - 7, 'IYYY-"W"IW') as previous,
       to_char(w.monday + 7, 'IYYY-"W"IW') as next_week,
       academics.school_today(:school_id) as today,
       academics.school_today(:school_id) between w.monday and w.monday + 6
	   as is_current, h.timezone,
       :my_role::text in ('admin', 'dev') and
	   coalesce(:course_id::uuid, :classroom_id::uuid, :teacher_id::uuid) is null
	   as wants_filter,
       :my_role::text in ('admin', 'dev') as manages,
       k.name as classroom_name, p.full_name as teacher_name, c.code as course_code,
       t.semester, t.year
  from academics.schools h
 cross join lateral (select academics.monday(nullif(:week::text, ''), h.id) as monday) w
  left join lateral academics.current_term(h.id) t on true
  left join academics.classrooms k on k.id = :classroom_id and k.school_id = h.id
  left join identity_api.people p on p.id = :teacher_id and p.school_id = h.id
  left join academics.courses c on c.id = :course_id and c.school_id = h.id
 where h.id = :school_id and :me::uuid is not null
