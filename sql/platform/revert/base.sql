-- Revert platform:base
begin;
drop function platform.fail(text, text, text);
drop function platform.refuse();
drop function platform.like_words(text);
drop function platform.fold(text);
drop function platform.uuid7_at(uuid);
drop function platform.uuid7();
drop schema platform;
commit;
