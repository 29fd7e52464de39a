-- session_create(id uuid, school_id uuid, me uuid, my_role text,
--	is_page boolean, title text, topic text, starts_at text, ends_at text,
--	date text, start text, end text, is_online boolean,
--	closing_delay_minutes int, classroom_ids json, group_ids json,
--	teacher_ids json) one
-- In the boxes, what does not end after its start ends on the next day.
select academics.session_create(:id, :school_id, :me, :my_role, :is_page::boolean,
    coalesce(:topic::text, :title), coalesce(nullif(:starts_at::text, '')::timestamptz,
	academics.school_instant(:school_id, nullif(:date::text, '')::date, nullif(:start::text, ''))),
    coalesce(nullif(:ends_at::text, '')::timestamptz,
	academics.school_instant(:school_id, nullif(:date::text, '')::date
	    + (:end::text <= :start::text)::int, nullif(:end::text, ''))),
    :is_online::boolean, :closing_delay_minutes::int, :classroom_ids::jsonb,
    :group_ids::jsonb, :teacher_ids::jsonb) as id
