-- session_create(id uuid, school_id uuid, me uuid, my_role text,
--	is_page boolean, title text, topic text, starts_at timestamptz, ends_at timestamptz,
--	date date, start text, end text, is_online boolean,
--	closing_delay_minutes int, classroom_ids json, group_ids json,
--	teacher_ids json) one
select academics.session_create(:id, :school_id, :me, :my_role, :is_page::boolean,
    coalesce(:topic::text, :title), coalesce(:starts_at::timestamptz,
	academics.school_instant(:school_id, :date::date, :start)),
    coalesce(:ends_at::timestamptz,
	academics.school_instant(:school_id, :date::date, :end)),
    :is_online::boolean, :closing_delay_minutes::int, :classroom_ids::jsonb,
    :group_ids::jsonb, :teacher_ids::jsonb) as id
