-- What a database is made of, a line each (things.sql): what no extension
-- brings, with its owner, its rights and its comment, and every row that there
-- is.  Not in which order a table has its columns: one that is given back comes
-- last.
select pg_temp.flat(concat_ws(' ', t.name || ':', t.body, '[' || (
           select string_agg(r::text, ' ' order by r::text collate "C")
             from unnest(t.rights) r) || ']',
           t.owner::regrole, '-- ' || d.description))
  from things t
  left join pg_description d on (d.classoid, d.objoid, d.objsubid) = (t.class, t.oid, 0)
 where (t.class, t.oid) not in (select x.classid, x.objid from theirs x)
    or t.oid is null
 order by t.name collate "C";

select format('select %L || pg_temp.flat(to_jsonb(r)::text) from %s r order by 1;',
           'row ' || c.oid::regclass || ': ', c.oid::regclass)
  from pg_class c join ours n on n.oid = c.relnamespace
 where c.relkind = 'r'
   and c.oid not in (select objid from theirs where classid = 'pg_class'::regclass)
 order by c.oid::regclass::text collate "C"
\gexec
