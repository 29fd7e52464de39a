-- Revert attendance:api
begin;
drop function attendance_api.create_signature_attempt(uuid, uuid, uuid, text, uuid,
    uuid, text, timestamptz, text, uuid, uuid, text);
drop function attendance_api.session_signed(uuid);
commit;
