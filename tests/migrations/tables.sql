-- Statements that write every row of every table there is now, with its
-- columns of now; after a migration they say what became of those rows.  Not how
-- often a school's matrix has changed: new permissions change it.
select format('select %L || row(%s)::text from %s;', c.oid::regclass || ': ',
           string_agg(quote_ident(a.attname), ', ' order by a.attnum), c.oid::regclass)
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema|sqitch)'
   and c.oid <> 'identity.role_versions'::regclass
 group by c.oid;
