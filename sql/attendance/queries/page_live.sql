-- page_live(id uuid, me uuid, my_role text, school_id uuid) one
-- A session as its teacher keeps it open in class.  Attempts are many, valid
-- ones at most one a person; what was marked without a signature counts too.
with s as materialized (
	select v.*, hashtext(v.code) & 7 as hue
	  from academics_api.sessions v
	 where v.id = :id and v.school_id = :school_id
	   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
		and academics_api.validate_teacher_session(:me, v.id)))
), g as materialized (
	select x.*, p.full_name, to_char(x.signed_at at time zone s.timezone,
	       'HH24:MI:SS') as clock,
	       case x.method when 'qr' then 'QR code' when 'nfc' then 'NFC tag'
		when 'flashlight' then 'Flash' when 'beacon' then 'Beacon'
		when 'teacher' then 'Teacher' else 'Office' end as way
	  from s
	  join attendance.signatures x on x.session_id = s.id
	   and x.school_id = s.school_id
	  join identity_api.people p on p.id = x.person_id
), who as materialized (
	select m.student_id as id, p.full_name, p.student_number,
	       v.id as signature_id, v.version, v.signed_at, v.clock, v.way,
	       case when r.status = 'excused' then r.status else coalesce(v.status,
		case r.status when 'present' then 'accepted'
		    when 'late' then 'late' end) end as status
	  from s
	 cross join lateral academics_api.session_students(s.id) m
	  join identity_api.people p on p.id = m.student_id
	  left join g v on v.person_id = m.student_id
	   and v.person_role = 'student' and v.status <> 'refused'
	  left join attendance.records r on r.session_id = s.id
	   and r.student_id = m.student_id
), f as (
	select distinct on (person_id) person_id, clock, reason, message
	  from g where status = 'refused' order by person_id, signed_at desc, id desc
)
select s.id, s.course_id, s.code, s.name, s.hue, s.starts_at, s.ends_at,
       s.opens_at, s.closes_at, s.closed_at, s.is_online, s.is_cancelled,
       case when s.is_cancelled then 'cancelled'
	when s.closed_at is not null then 'closed'
	when now() < s.opens_at then 'early' when now() <= s.closes_at then 'open'
	when now() < s.ends_at then 'late' else 'ended' end as state,
       not s.is_cancelled and s.closed_at is null and now() >= s.opens_at
	   and now() < s.ends_at as is_open,
       now() < s.opens_at and not s.is_cancelled as is_early,
       extract(epoch from s.closes_at)::bigint as closes_s,
       extract(epoch from s.ends_at)::bigint as ends_s,
       now() <= s.closes_at as in_time,
       to_char(s.starts_at at time zone s.timezone, 'HH24:MI') as starts,
       to_char(s.ends_at at time zone s.timezone, 'HH24:MI') as ends,
       to_char(s.opens_at at time zone s.timezone, 'HH24:MI') as opens,
       to_char(s.closes_at at time zone s.timezone, 'HH24:MI') as closes,
       to_char(s.closed_at at time zone s.timezone, 'HH24:MI') as closed,
       (select string_agg(k.name, ', ' order by k.name)
	  from academics_api.session_classrooms k where k.session_id = s.id) as rooms,
       :my_role::text in ('teacher', 'admin') and not s.is_cancelled
	   and now() >= s.opens_at as can_mark,
       :my_role::text in ('teacher', 'admin') and not s.is_cancelled
	   and s.closed_at is null and now() >= s.opens_at as can_close,
       s.closed_at is null and not s.is_cancelled and now() >= s.ends_at as is_ended,
       s.students_before_teacher,
       exists (select from g where g.person_role = 'teacher'
	   and g.status <> 'refused') as is_opened,
       :my_role::text = 'teacher' and not s.is_cancelled and s.closed_at is null
	   and now() >= s.opens_at and now() < s.ends_at
	   and not exists (select from g where g.person_id = :me
	       and g.status <> 'refused') as needs_opening,
       (select count(*) from who) as expected,
       exists (select from who) as has_students,
       exists (select from who where status = 'pending') as has_pending,
       exists (select from g where status = 'refused') as has_refused,
       (select count(*) from who where status in ('accepted', 'late')) as present,
       (select count(*) from who where status = 'late') as late,
       (select count(*) from who where status = 'pending') as pending,
       (select count(*) from who where status is null) as missing,
       (select count(*) from g where status = 'refused') as refused,
       (select coalesce(json_agg(json_build_object('name', g.full_name,
	       'clock', g.clock) order by g.signed_at), '[]')
	  from g where g.person_role = 'teacher' and g.status <> 'refused') as teachers,
       (select coalesce(json_agg(json_build_object('id', w.id,
	       'full_name', w.full_name, 'student_number', w.student_number,
	       'status', w.status, 'word', case w.status when 'accepted' then 'Here'
		when 'pending' then 'Waiting' else w.status end, 'proof', w.way, 'clock', w.clock,
	       'signed_at', w.signed_at, 'signature_id', w.signature_id,
	       'version', w.version)
	       order by w.signed_at desc nulls last, w.full_name, w.id), '[]')
	  from who w where w.status is not null) as here,
       (select coalesce(json_agg(json_build_object('id', w.id,
	       'full_name', w.full_name, 'student_number', w.student_number,
	       'refused', f.clock, 'reason', f.reason, 'message', f.message)
	       order by w.full_name, w.id), '[]')
	  from who w left join f on f.person_id = w.id
	 where w.status is null) as absent,
       (select coalesce(json_agg(json_build_object('id', f.id,
	       'full_name', f.full_name, 'proof', f.way, 'clock', f.clock,
	       'reason', f.reason, 'message', f.message)
	       order by f.signed_at desc, f.id), '[]')
	  from (select * from g where g.status = 'refused'
		order by g.signed_at desc, g.id limit 50) f) as refusals,
       (select count(*) + coalesce(sum(g.version), 0) from g) as version,
       10 as _refresh
  from s
