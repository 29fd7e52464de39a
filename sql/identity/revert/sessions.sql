-- Revert identity:sessions
begin;
drop function identity.prune();
drop function identity.refresh(bytea, bytea, timestamptz);
drop function identity.forget(text);
drop function identity.guess(text, int, interval);
drop table identity.guesses;
drop trigger sign_out on identity.users;
drop function identity.sign_out();
drop table identity.revocations;
drop table identity.refresh_tokens;
drop table identity.sessions;
drop function identity.note_revocation();
commit;
