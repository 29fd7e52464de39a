-- exam_history(id uuid, school_id uuid, limit bigint, after_id uuid) many
-- Only beside exam_staff.  The newest first; their numbers, as ids.
select ('00000000-0000-7000-8000-' || lpad(to_hex(h.id), 12, '0'))::uuid as id,
       h.at, h.actor as by_id, b.full_name as by_name, h.action, h.reason,
       case when h.result_id is null then 'exam' else 'result' end as of,
       h.result_id, p.full_name, h.value ->> 'title' as title,
       coalesce(h.value ->> 'status', h.value ->> 'state') as state,
       h.value ->> 'score' as score, h.value ->> 'entered' as entered,
       h.value ->> 'remark' as remark, h.value ->> 'seat' as seat, h.version,
       h.id::text as _key
  from grading.exam_history h
  left join identity_api.people b on b.id = h.actor
  left join identity_api.people p on p.id = (h.value ->> 'student_id')::uuid
 where h.exam_id = :id and h.school_id = :school_id
   and (:after_id::uuid is null or h.id < ('x' || right(:after_id::uuid::text, 12))::bit(48)::bigint)
 order by h.id desc limit :limit::bigint
