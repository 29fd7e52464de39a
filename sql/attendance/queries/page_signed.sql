-- page_signed(id uuid, me uuid, my_role text, school_id uuid) one
-- An attempt in plain words for whoever made it: of what, and what to do next.
select g.id, g.status, g.status = 'accepted' as is_accepted, g.status = 'late' as is_late,
       g.status = 'pending' as is_pending, g.status = 'refused' as is_refused,
       g.message as said, g.session_id, s.code, s.name,
       hashtext(s.code) & 7 as hue, p.full_name, g.person_id = :me as is_own,
       to_char(g.signed_at at time zone s.timezone, 'HH24:MI:SS') as clock,
       to_char(s.starts_at at time zone s.timezone, 'HH24:MI') as starts,
       to_char(s.ends_at at time zone s.timezone, 'HH24:MI') as ends,
       to_char(s.closes_at at time zone s.timezone, 'HH24:MI') as closes,
       to_char(s.opens_at at time zone s.timezone, 'HH24:MI') as opens,
       (select string_agg(k.name, ', ' order by k.name)
	  from academics_api.session_classrooms k where k.session_id = s.id) as rooms,
       g.reason in ('bad_code', 'expired_code', 'bad_proof', 'replayed',
	   'replay', 'clock') as scan_again,
       g.reason = 'too_early' as come_back,
       g.reason in ('no_device', 'wrong_device') as needs_device,
       g.reason = 'not_member' as needs_office,
       coalesce(g.reason, '') in ('too_late', 'closed', 'wrong_room',
	   'unknown_tag', 'flash_off', 'nfc_off', 'not_confirmed') as needs_teacher,
       case when g.status = 'pending' then 10 end as _refresh
  from attendance.signatures g
  left join academics_api.sessions s on s.id = g.session_id
   and s.school_id = g.school_id
  join identity_api.people p on p.id = g.person_id
 where g.id = :id and g.school_id = :school_id
   and (g.person_id = :me or :my_role::text in ('admin', 'dev')
	or (:my_role::text = 'teacher'
	    and academics_api.validate_teacher_session(:me, g.session_id)))
