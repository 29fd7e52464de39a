-- users.csv and roles.csv: accounts, by sourcedId, else by e-mail address, else
-- a student by number.  A role is never changed: an address in a file makes
-- nobody an administrator who is none.
create temporary table roles_of as
select distinct on (c_userSourcedId) c_userSourcedId as user_sid, line, c_sourcedId as sid,
       case when c_role in ('student', 'teacher') then c_role
	    when c_role in ('guardian', 'parent', 'relative') then 'parent'
	    when c_role = 'systemAdministrator' then 'dev'
	    when c_role in ('principal', 'siteAdministrator', 'districtAdministrator')
		then 'admin' end as role
  from in_roles
 order by c_userSourcedId, c_roleType <> 'primary', line;
create unique index on roles_of (user_sid);

create function pg_temp.known_user(school uuid, sid text, email text, number text)
returns identity.users
language sql stable
return (select u from identity.users u
	where u.school_id = school and u.id = coalesce(pg_temp.id_of('user', sid),
	    (select x.id from identity.users x
	      where x.school_id = school and lower(x.email) = lower(known_user.email)),
	    (select x.id from identity.users x
	      where x.school_id = school and x.role = 'student' and x.student_number = number)));

do $$
declare
	r run;
	i record;
	u identity.users;
	name text;
	mail text;
	number text;
	left_out int := 0;
	con text;
	msg text;
	det text;
	t tally;
begin
	select * into r from run;
	t := (0, 'people', 0, 0, 0);
	for i in select x.*, o.role, o.sid as role_sid, o.line as role_line
	    from in_users x left join roles_of o on o.user_sid = x.c_sourcedId
	    where x.c_sourcedId <> '' order by x.line loop
		name := concat_ws(' ', nullif(btrim(i.c_givenName), ''),
		    nullif(btrim(i.c_middleName), ''),
		    case when btrim(i.c_familyName) not in ('-', '.', '')
			then btrim(i.c_familyName) end);
		mail := coalesce(nullif(btrim(i.c_email), ''),
		    case when i.c_username like '%_@_%' then btrim(i.c_username) end);
		u := pg_temp.known_user(r.school, i.c_sourcedId, mail,
		    case when i.role = 'student' then nullif(i.c_identifier, '') end);
		if i.role_line is not null and i.role is null then
			left_out := left_out + 1;
			insert into ids values ('user', i.c_sourcedId, null) on conflict do nothing;
			continue;
		elsif u.id is null and i.role is null then
			perform pg_temp.fault('users', i.line, 'sourcedId',
			    'roles.csv has no role for this account.');
			continue;
		elsif u.id is not null and i.role is distinct from u.role and i.role is not null then
			perform pg_temp.fault('roles', i.role_line, 'role',
			    format('%s is a %s here already.', u.email, u.role));
			continue;
		elsif u.id is null and mail is null then
			perform pg_temp.fault('users', i.line, 'email',
			    'An account needs an e-mail address.');
			continue;
		end if;
		number := case when coalesce(i.role, u.role) = 'student'
		    then nullif(btrim(i.c_identifier), '') end;
		begin
			if u.id is null then
				insert into identity.users (school_id, email, full_name, role,
				    student_number, department, is_active)
				values (r.school, mail, name, i.role, number,
				    nullif(i.m_department, ''), i.c_enabledUser <> 'false')
				returning * into u;
				insert into platform.outbox (school_id, type, object_id, payload)
				values (r.school, 'UserCreated', u.id,
				    jsonb_build_object('role', u.role, 'actor', null));
				t.added := t.added + 1;
			elsif (u.full_name, lower(u.email), u.student_number, u.department,
			    u.is_active) is distinct from (name, lower(coalesce(mail, u.email)),
			    coalesce(number, u.student_number),
			    coalesce(nullif(i.m_department, ''), u.department),
			    i.c_enabledUser <> 'false') then
				update identity.users x
				   set full_name = name, email = coalesce(mail, u.email),
				       student_number = coalesce(number, u.student_number),
				       department = coalesce(nullif(i.m_department, ''), u.department),
				       is_active = i.c_enabledUser <> 'false',
				       updated_at = now(), version = x.version + 1
				 where x.id = u.id;
				if i.c_enabledUser = 'false' then
					update identity.sessions s set revoked_at = now()
					 where s.user_id = u.id and s.revoked_at is null;
				end if;
				t.changed := t.changed + 1;
			else
				t.same := t.same + 1;
			end if;
			perform pg_temp.link('user', i.c_sourcedId, u.id);
			if i.role_sid is not null then
				perform pg_temp.link('role', i.role_sid,
				    platform.derived_id(u.id || ' role'));
			end if;
		exception when integrity_constraint_violation then
			get stacked diagnostics con = constraint_name, msg = message_text,
			    det = pg_exception_detail;
			perform pg_temp.fault('users', i.line, case con
			    when 'email_taken' then 'email' when 'users_email_check' then 'email'
			    when 'student_number_taken' then 'identifier'
			    when 'users_student_number_check' then 'identifier'
			    when 'users_full_name_check' then 'familyName'
			    when 'users_department_check' then 'metadata.lyceum.department'
			    else 'sourcedId' end, pg_temp.why(con, msg, ''));
		end;
	end loop;
	insert into tally (words, added, changed, same) values (t.words, t.added, t.changed, t.same);
	if left_out > 0 then
		insert into notes values (format('%s people left out, who are aides, counselors or proctors',
		    left_out));
	end if;
end
$$;

-- Who is whose parent; said of either, or of both.
with pairs as (
	select distinct p.id as parent, s.id as student
	  from in_users i
	  cross join regexp_split_to_table(i.c_agentSourcedIds, '\s*,\s*') v
	  join identity.users a on a.id = pg_temp.id_of('user', i.c_sourcedId)
	  join identity.users b on b.id = pg_temp.id_of('user', v)
	  join identity.users p on p.id in (a.id, b.id) and p.role = 'parent'
	  join identity.users s on s.id in (a.id, b.id) and s.role = 'student'
	 where i.c_agentSourcedIds <> ''
), made as (
	insert into identity.relations (person_id, relative_id, kind)
	select parent, student, 'parent' from pairs on conflict do nothing returning 1
)
insert into tally (words, added, same)
select 'relations', (select count(*) from made),
       (select count(*) from pairs) - (select count(*) from made);
