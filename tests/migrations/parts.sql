-- What can be taken out of a database, and how: a name, a tab, the statement.
select distinct x.name || e'\t' || x.how
  from ours n
  cross join lateral (
	select 'schema ' || n.nspname, format('drop schema %I cascade', n.nspname)
	union all
	select 'table ' || c.oid::regclass,
	       format('drop %s %s cascade', case c.relkind when 'r' then 'table'
		   when 'v' then 'view' else 'materialized view' end, c.oid::regclass)
	  from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'v', 'm')
	union all
	select 'column ' || c.oid::regclass || '.' || a.attname,
	       format('alter table %s drop column %I cascade', c.oid::regclass, a.attname)
	  from pg_class c
	  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
	 where c.relnamespace = n.oid and c.relkind = 'r'
	union all
	select 'index ' || i.indexrelid::regclass,
	       format('drop index %s', i.indexrelid::regclass)
	  from pg_index i join pg_class c on c.oid = i.indrelid
	 where c.relnamespace = n.oid and not exists (select from pg_constraint k
	     where k.conindid = i.indexrelid)
	union all
	select 'constraint ' || k.conrelid::regclass || '.' || k.conname,
	       format('alter table %s drop constraint %I cascade', k.conrelid::regclass,
		   k.conname)
	  from pg_constraint k where k.connamespace = n.oid and k.conrelid <> 0
	   and k.contype <> 't'
	union all
	select 'trigger ' || t.tgrelid::regclass || '.' || t.tgname,
	       format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass)
	  from pg_trigger t join pg_class c on c.oid = t.tgrelid
	 where c.relnamespace = n.oid and not t.tgisinternal
	union all
	select 'function ' || p.oid::regprocedure,
	       format('drop routine %s cascade', p.oid::regprocedure)
	  from pg_proc p where p.pronamespace = n.oid
	   and (n.nspname <> 'public')
	union all
	select 'type ' || t.oid::regtype, format('drop type %s cascade', t.oid::regtype)
	  from pg_type t where t.typnamespace = n.oid and n.nspname <> 'public'
	   and (t.typtype in ('d', 'e', 'r') or t.typtype = 'c'
	       and exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
	union all
	select format('right to %s of %s on %s', a.privilege_type, a.grantee::regrole,
	           c.oid::regclass),
	       format('revoke %s on %s from %s', a.privilege_type, c.oid::regclass,
	           a.grantee::regrole)
	  from pg_class c, aclexplode(c.relacl) a
	 where c.relnamespace = n.oid and a.grantee not in (0, c.relowner)
	   and c.relkind in ('r', 'v', 'm')
	union all
	select format('right to %s of %s on %s.%s', a.privilege_type, a.grantee::regrole,
	           c.oid::regclass, t.attname),
	       format('revoke %s (%I) on %s from %s', a.privilege_type, t.attname,
	           c.oid::regclass, a.grantee::regrole)
	  from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
	 where c.relnamespace = n.oid and a.grantee not in (0, c.relowner)
	union all
	select format('right of %s to %s', a.grantee::regrole, p.oid::regprocedure),
	       format('revoke execute on routine %s from %s', p.oid::regprocedure,
	           a.grantee::regrole)
	  from pg_proc p, aclexplode(p.proacl) a
	 where p.pronamespace = n.oid and a.grantee not in (0, p.proowner)
	   and n.nspname <> 'public'
	) x (name, how)
 order by 1;
