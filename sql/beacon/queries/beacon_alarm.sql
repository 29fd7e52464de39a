-- beacon_alarm(beacon_id uuid, school_id uuid, kind text, detail text,
--	request_id text, remote_addr text) many
select from beacon.raise_alarm(:beacon_id, :school_id, :kind, :detail, :request_id,
    :remote_addr)
