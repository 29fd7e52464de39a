-- Revert identity:api
begin;
drop function identity_api.init_school(uuid);
drop function identity_api.revoked_since(timestamptz);
drop function identity_api.session_by_hash(bytea);
drop view identity_api.role_matrix;
drop view identity_api.signed_in;
drop view identity_api.numbers;
drop view identity_api.wards;
drop view identity_api.contacts;
drop view identity_api.people;
drop schema identity_api;
commit;
