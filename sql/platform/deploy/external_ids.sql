-- Deploy platform:external_ids
begin;

-- What another system calls what is ours: OneRoster's sourcedIds.  Of a thing
-- that has no row here its id is everybody else's; a term, a role, who teaches
-- what have none of their own and are known by platform.derived_id().
create table platform.external_ids (
	school_id	uuid not null,
	kind		text collate "C" not null check (kind in ('org', 'session',
			    'course', 'class', 'user', 'role', 'enrollment',
			    'category', 'line_item', 'result', 'scale')),
	sourced_id	text collate "C" not null
			check (length(sourced_id) between 1 and 255),
	id		uuid not null,
	primary key (school_id, kind, sourced_id),
	constraint external_id_once unique (school_id, kind, id)
);

create function platform.derived_id(words text) returns uuid
language sql immutable strict parallel safe
return md5(words)::uuid;

-- PL/pgSQL: it is asked for each cell of a file, and keeps its plan.
create function platform.sourced_id(school uuid, kind text, id uuid) returns text
language plpgsql stable parallel safe set search_path = '' as $$
begin
	return coalesce((select x.sourced_id from platform.external_ids x
		where x.school_id = school and x.kind = sourced_id.kind
		  and x.id = sourced_id.id), id::text);
end
$$;

commit;
