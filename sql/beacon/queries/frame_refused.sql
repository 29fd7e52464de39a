-- frame_refused(beacon_id uuid, school_id uuid, seq bigint, prev text, hash text,
--	request_id text, remote_addr text) one
-- Why the state did not move, and the alarm.
select w.last_seq, w.kind, w.is_last from (
	select s.last_seq, s.chain = decode(:hash, 'hex') as is_last,
	       case when s.last_seq >= :seq then 'replay'
		    when s.chain <> decode(:prev, 'hex') then 'clone'
		    else 'clock' end as kind
	  from beacon.state s where s.beacon_id = :beacon_id) w
 cross join lateral beacon.raise_alarm(:beacon_id, :school_id, w.kind,
	format('frame %s came after frame %s', :seq::bigint, w.last_seq),
	:request_id, :remote_addr)
