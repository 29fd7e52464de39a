-- page_sign_one(id uuid, me uuid, school_id uuid) one
-- One session for one student, to sign.
select s.id, s.code, s.name, hashtext(s.code) & 7 as hue, s.starts_at, s.ends_at,
       s.closes_at, s.opens_at, s.is_online,
       to_char(s.starts_at at time zone s.timezone, 'HH24:MI') as starts,
       to_char(s.ends_at at time zone s.timezone, 'HH24:MI') as ends,
       to_char(s.opens_at at time zone s.timezone, 'HH24:MI') as opens,
       to_char(s.closes_at at time zone s.timezone, 'HH24:MI') as closes,
       now() <= s.closes_at as in_time,
       not s.is_cancelled and s.closed_at is null and now() >= s.opens_at
	   and now() < s.ends_at as is_open,
       case when s.is_cancelled then 'This class was cancelled. There is nothing to sign.'
	when s.closed_at is not null then 'Signing is closed. If you were there, ask the teacher to mark you.'
	when now() < s.opens_at then 'Signing opens at '
	    || to_char(s.opens_at at time zone s.timezone, 'HH24:MI') || '.'
	else 'The class is over. If you were there, ask the teacher to mark you.' end as shut,
       (select string_agg(k.name, ', ' order by k.name)
	  from academics_api.session_classrooms k where k.session_id = s.id) as rooms,
       s.flash_enabled, s.nfc_enabled, g.id as signature_id, g.status,
       to_char(g.signed_at at time zone s.timezone, 'HH24:MI') as signed
  from academics_api.sessions s
  left join attendance.signatures g on g.session_id = s.id
   and g.person_id = :me and g.status <> 'refused'
 where s.id = :id and s.school_id = :school_id
   and (academics_api.validate_student_session(:me, s.id)).is_allowed
