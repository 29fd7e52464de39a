-- fee_charged(id uuid, school_id uuid, user_id uuid, past uuid, people bigint,
--	minor bigint, most int) one
-- What a request has billed, and who still owes it: those behind `past` were
-- not tried yet; those before it were, and it could not be done.  most 0: they
-- are not asked for, as before a page that counts them itself.
select f.id, f.name, :people::bigint as charged,
       billing.major(:minor::bigint, f.currency) as total,
       :minor::bigint as total_minor, f.currency,
       o.waiting > 0 and :people::bigint > 0 and :user_id::uuid is null as more,
       o.waiting as left, o.failed, w.who as failed_first, :past::uuid as past
  from billing.fees f
 cross join lateral (select count(*) filter (where x.user_id <> :user_id::uuid
	or (:user_id::uuid is null and x.user_id > coalesce(:past::uuid,
	    '00000000-0000-0000-0000-000000000000'))) as waiting,
	count(*) filter (where x.user_id = :user_id::uuid
	    or (:user_id::uuid is null and x.user_id <= :past::uuid)) as failed
	  from billing.fee_owers(f, null, null, :most::int) x) o
 cross join lateral (select coalesce(json_agg(json_build_object(
	'user_id', p.id, 'full_name', p.full_name,
	'student_number', p.student_number) order by p.id), '[]') as who
	  from billing.fee_owers(f, :user_id::uuid, null,
	    coalesce(:most::int, 100)) x
	  join identity_api.people p on p.id = x.user_id
	 where x.user_id = :user_id::uuid
	    or (:user_id::uuid is null and x.user_id <= :past::uuid)) w
 where f.id = :id and f.school_id = :school_id
