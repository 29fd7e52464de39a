-- Deploy platform:base
begin;

create schema platform;
grant usage on schema platform to lyceum_auth, lyceum_courses, lyceum_grades,
    lyceum_beacon, lyceum_payments;

-- A UUID of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then chance.
-- A random UUID of version 4 lends its bits and its variant; two bits more
-- make the version a 7.  One expression, so that the planner inlines it.
create function platform.uuid7() returns uuid
language sql volatile parallel safe
return encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((date_part('epoch', clock_timestamp())
	* 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;

-- The instant of an id of version 7, to the millisecond.
create function platform.uuid7_at(id uuid) returns timestamptz
language sql immutable strict parallel safe
return to_timestamp(('x' || lpad(encode(substring(uuid_send(id) from 1 for 6),
    'hex'), 16, '0'))::bit(64)::bigint / 1000.0);

-- Text as it is searched: lower case, without accents.  Immutable as long as
-- the unaccent dictionary's rules are not edited.
create function platform.fold(s text) returns text
language sql immutable strict parallel safe
return lower(public.unaccent('public.unaccent'::regdictionary, s));

-- What somebody typed, as a LIKE pattern over folded text: its words in
-- order, anything around and between them, no wildcards of their own.
create function platform.like_words(s text) returns text
language sql immutable strict parallel safe
return '%' || regexp_replace(regexp_replace(platform.fold(btrim(s)),
    '([\\%_])', '\\\1', 'g'), '\s+', '%', 'g') || '%';

-- Raised in every trigger that keeps a table append-only.
create function platform.refuse() returns trigger
language plpgsql set search_path = '' as $$
begin
	raise exception '% is append-only: % refused',
	    tg_table_schema || '.' || tg_table_name, lower(tg_op)
	    using errcode = '42501';
end
$$;

-- Ends a statement with an error of lib/err.def: its slug, words for the user
-- and, where there is one, the field that they are about.  Never returns; a
-- boolean, so that a WHERE can say `allowed or platform.fail(…)`.
create function platform.fail(slug text, words text, field text default '')
returns boolean
language plpgsql volatile cost 10000 as $$
begin
	raise exception using errcode = 'LY001', constraint = slug, message = slug,
	    detail = words, column = field;
end
$$;

grant execute on function platform.uuid7(), platform.uuid7_at(uuid),
    platform.fold(text), platform.like_words(text),
    platform.fail(text, text, text)
    to lyceum_auth, lyceum_courses, lyceum_grades, lyceum_beacon,
    lyceum_payments;

commit;
