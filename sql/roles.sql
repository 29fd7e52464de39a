-- roles.sql - the login roles and the extensions.  Run by a superuser in the
-- database itself, before the migrations; may be run again at any time.
--
-- One role per service, named by peer authentication (a Unix user each, no
-- passwords), and lyceum_ctl, which owns every schema.  Settings belong to
-- the role, not to the client, so that no client can forget them:
--   search_path ''		every name is qualified; nothing can be shadowed
--   plan_cache_mode		the prepared statements are planned once
--   max_parallel_…		one request has one process
--   *_timeout			no lock and no open transaction outlives its request
--   jit off			nothing here runs long enough to be worth it

do $$
declare
	r text;
begin
	foreach r in array array['lyceum_ctl', 'lyceum_auth', 'lyceum_courses',
	    'lyceum_grades', 'lyceum_beacon', 'lyceum_payments'] loop
		if not exists (select from pg_roles where rolname = r) then
			execute format('create role %I', r);
		end if;
		execute format('alter role %I login nosuperuser nocreatedb '
		    'nocreaterole noreplication nobypassrls', r);
		execute format('alter role %I set search_path = ''''', r);
		execute format('alter role %I set timezone = ''UTC''', r);
		execute format('alter role %I set datestyle = ''ISO, YMD''', r);
		execute format('alter role %I set jit = off', r);
		execute format('alter role %I set client_min_messages = warning', r);
		if r <> 'lyceum_ctl' then
			execute format('alter role %I set plan_cache_mode = force_generic_plan', r);
			execute format('alter role %I set max_parallel_workers_per_gather = 0', r);
			execute format('alter role %I set statement_timeout = ''5s''', r);
			execute format('alter role %I set lock_timeout = ''2s''', r);
			execute format('alter role %I set idle_in_transaction_session_timeout = ''10s''', r);
		end if;
	end loop;

	-- Nobody makes anything in this database but its owner.
	execute format('revoke all on database %I from public', current_database());
	execute format('grant connect, create, temporary on database %I to lyceum_ctl',
	    current_database());
	execute format('grant connect on database %I to lyceum_auth, lyceum_courses, '
	    'lyceum_grades, lyceum_beacon, lyceum_payments', current_database());
end
$$;

revoke all on schema public from public;
grant usage on schema public to lyceum_ctl, lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;

-- A function is called only by those to whom it was granted.
alter default privileges for role lyceum_ctl
	revoke execute on functions from public;

create extension if not exists btree_gist schema public;
create extension if not exists pg_trgm schema public;
create extension if not exists unaccent schema public;
