-- Deploy beacon:exchange
begin;

-- What somebody should look at, and the audit of it: once a minute for each
-- kind, so that whoever repeats a frame a million times writes no million rows.
create function beacon.raise_alarm(beacon uuid, school uuid, kind text,
    detail text, request_id text, remote_addr text) returns void
language sql volatile
begin atomic
	with a as (
		insert into beacon.alarms (school_id, beacon_id, kind, detail)
		select school, beacon, kind, left(detail, 500)
		 where not exists (select from beacon.alarms x
			where x.beacon_id = beacon and x.kind = raise_alarm.kind
			  and x.at > now() - interval '1 minute')
		returning school_id, beacon_id, kind, detail
	)
	insert into platform.audit (school_id, actor, action, object, request_id,
	    remote_addr, detail)
	select a.school_id, a.beacon_id, 'refuse', a.beacon_id::text, request_id,
	       remote_addr, jsonb_build_object('reason', a.kind, 'detail', a.detail)
	  from a;
end;

-- One frame whose signature was right.  The state moves on in one statement,
-- or no row comes back: a replay, or one of two beacons with one key.  Proofs
-- come with what was found wrong with them; a good one counts once in its
-- round, and those that are not good use up nothing.
create function beacon.take_frame(beacon uuid, school uuid, classroom uuid,
    session uuid, seq bigint, step bigint, prev bytea, hash bytea, proofs jsonb,
    request_id text, remote_addr text)
returns table (student_id uuid, status text, reason text, message text,
    signature_id uuid, repeated boolean)
language plpgsql as $$
declare
	p record;
	fault text;
	s attendance.signed;
begin
	update beacon.state x
	   set last_seq = seq, last_step = step, chain = hash, heartbeat_at = now()
	 where x.beacon_id = beacon and x.last_seq < seq and x.last_step <= step
	   and x.chain = prev;
	if not found then
		return;
	end if;
	-- Who is in two frames at once waits in the same order in both.
	for p in select t.* from jsonb_to_recordset(proofs) t (student uuid,
		device uuid, kind int, round bigint, slot int, t_ms bigint,
		wrong_bits int, fault text) order by t.student, t.round loop
		fault := p.fault;
		if fault is null then
			insert into beacon.proofs (session_id, student_id, round, beacon_id)
			values (session, p.student, p.round, beacon)
			on conflict do nothing;
			if not found then
				fault := 'replayed';
			end if;
		end if;
		s := attendance.sign(school, beacon, 'beacon', session, p.student,
		    case p.kind when 2 then 'flashlight' else 'beacon' end, fault,
		    beacon, classroom, p.device, jsonb_strip_nulls(jsonb_build_object(
		    'kind', p.kind, 'round', p.round, 'slot', p.slot, 't_ms', p.t_ms,
		    'wrong_bits', p.wrong_bits, 'seq', seq)),
		    null, now(), request_id, remote_addr);
		return query select p.student, s.status, s.reason, s.message, s.id,
		    s.repeated;
	end loop;
end
$$;

grant execute on function
    beacon.raise_alarm(uuid, uuid, text, text, text, text),
    beacon.take_frame(uuid, uuid, uuid, uuid, bigint, bigint, bytea, bytea,
	jsonb, text, text) to lyceum_beacon;

commit;
