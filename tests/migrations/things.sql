-- What a database is made of, for fingerprint.sql, as views of this session.
set search_path = '';
set extra_float_digits = 3;

create function pg_temp.flat(words text) returns text
language sql as $$ select replace(replace(words, '\', '\\'), e'\n', '\n') $$;

create temporary view theirs as
select d.classid, d.objid from pg_depend d where d.deptype = 'e';

create temporary view ours as
select n.oid, n.nspname, n.nspowner, n.nspacl
  from pg_namespace n
 where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'sqitch');

create temporary view things as
select 'schema ' || quote_ident(n.nspname) as name, 'pg_namespace'::regclass as class,
       n.oid, coalesce(n.nspacl, acldefault('n', n.nspowner)) as rights,
       n.nspowner as owner, '' as body
  from ours n
union all
select 'relation ' || c.oid::regclass, 'pg_class'::regclass, c.oid,
       coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char",
           c.relowner)),
       c.relowner, concat_ws(' ', c.relkind, c.relpersistence, c.reloptions,
           c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
           case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
           case when c.relkind = 'S' then (select concat_ws(' ', s.seqtypid::regtype,
               s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcycle)
               from pg_sequence s where s.seqrelid = c.oid) end,
           pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid))
  from pg_class c join ours n on n.oid = c.relnamespace
 where c.relkind not in ('i', 'I', 'c')
union all
select 'index ' || c.oid::regclass, 'pg_class'::regclass, c.oid, null, c.relowner,
       pg_get_indexdef(c.oid) || ' ' || concat_ws(' ', c.reloptions, i.indisclustered,
           i.indisreplident, i.indisvalid)
  from pg_index i join pg_class c on c.oid = i.indexrelid
  join ours n on n.oid = c.relnamespace
union all
select 'column ' || a.attrelid::regclass || '.' || quote_ident(a.attname),
       'pg_attribute'::regclass, null, a.attacl,
       c.relowner, concat_ws(' ', case when c.relkind <> 'r' then a.no end,
           format_type(a.atttypid, a.atttypmod),
           a.attnotnull, a.attcollation::regcollation, a.attidentity, a.attgenerated,
           a.attstattarget, a.attstorage, a.attcompression, a.attoptions,
           pg_get_expr(d.adbin, d.adrelid), '-- ' || (select x.description
               from pg_description x where x.classoid = 'pg_class'::regclass
                and (x.objoid, x.objsubid) = (a.attrelid, a.attnum)))
  from (select *, row_number() over (partition by attrelid order by attnum) as no
          from pg_attribute where attnum > 0 and not attisdropped) a
  join pg_class c on c.oid = a.attrelid and c.relkind not in ('i', 'I')
  join ours n on n.oid = c.relnamespace
  left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
union all
select 'constraint ' || coalesce(nullif(x.conrelid, 0)::regclass::text,
           x.contypid::regtype::text) || ' ' || quote_ident(x.conname),
       'pg_constraint'::regclass, x.oid, null, n.nspowner,
       pg_get_constraintdef(x.oid) || ' ' || x.convalidated
  from pg_constraint x join ours n on n.oid = x.connamespace
union all
select 'trigger ' || t.tgrelid::regclass || ' ' || quote_ident(t.tgname),
       'pg_trigger'::regclass, t.oid, null, c.relowner,
       concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid))
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  join ours n on n.oid = c.relnamespace
 where not t.tgisinternal
union all
select 'rule ' || r.ev_class::regclass || ' ' || quote_ident(r.rulename),
       'pg_rewrite'::regclass, r.oid, null, c.relowner, pg_get_ruledef(r.oid)
  from pg_rewrite r join pg_class c on c.oid = r.ev_class
  join ours n on n.oid = c.relnamespace
 where r.rulename <> '_RETURN'
union all
select 'policy ' || p.polrelid::regclass || ' ' || quote_ident(p.polname),
       'pg_policy'::regclass, p.oid, null, c.relowner,
       concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::regrole[],
           pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_policy p join pg_class c on c.oid = p.polrelid
  join ours n on n.oid = c.relnamespace
union all
select 'function ' || p.oid::regprocedure, 'pg_proc'::regclass, p.oid,
       coalesce(p.proacl, acldefault('f', p.proowner)), p.proowner,
       case when p.prokind = 'a'
           then (select a::text from pg_aggregate a where a.aggfnoid = p.oid)
           else pg_get_functiondef(p.oid) end
  from pg_proc p join ours n on n.oid = p.pronamespace
 where p.oid not in (select objid from theirs where classid = 'pg_proc'::regclass)
union all
select 'type ' || t.oid::regtype, 'pg_type'::regclass, t.oid,
       coalesce(t.typacl, acldefault('T', t.typowner)), t.typowner,
       concat_ws(' ', t.typtype, format_type(t.typbasetype, t.typtypmod), t.typnotnull,
           t.typdefault, t.typcollation::regcollation,
           (select string_agg(e.enumlabel, ',' order by e.enumsortorder)
              from pg_enum e where e.enumtypid = t.oid),
           (select r.rngsubtype::regtype from pg_range r where r.rngtypid = t.oid))
  from pg_type t join ours n on n.oid = t.typnamespace
 where t.typelem = 0
   and (t.typrelid = 0 or (select c.relkind = 'c' from pg_class c where c.oid = t.typrelid))
union all
select 'operator ' || o.oid::regoperator, 'pg_operator'::regclass, o.oid, null,
       o.oprowner, concat_ws(' ', o.oprcode, o.oprcom, o.oprnegate, o.oprrest, o.oprjoin)
  from pg_operator o join ours n on n.oid = o.oprnamespace
union all
select 'collation ' || l.oid::regcollation, 'pg_collation'::regclass, l.oid, null,
       l.collowner, concat_ws(' ', l.collprovider, l.collisdeterministic, l.collcollate,
       l.colliculocale)
  from pg_collation l join ours n on n.oid = l.collnamespace
union all
select 'statistics ' || quote_ident(n.nspname) || '.' || quote_ident(s.stxname),
       'pg_statistic_ext'::regclass, s.oid, null, s.stxowner,
       pg_get_statisticsobjdef(s.oid)
  from pg_statistic_ext s join ours n on n.oid = s.stxnamespace
union all
select 'dictionary ' || d.oid::regdictionary, 'pg_ts_dict'::regclass, d.oid, null,
       d.dictowner, d.dictinitoption
  from pg_ts_dict d join ours n on n.oid = d.dictnamespace
union all
select 'configuration ' || c.oid::regconfig, 'pg_ts_config'::regclass, c.oid, null,
       c.cfgowner, (select string_agg(concat(m.maptokentype, ':',
           m.mapdict::regdictionary), ' ' order by m.maptokentype, m.mapseqno)
              from pg_ts_config_map m where m.mapcfg = c.oid)
  from pg_ts_config c join ours n on n.oid = c.cfgnamespace
union all
select 'cast ' || concat_ws(' ', c.castsource::regtype, c.casttarget::regtype),
       'pg_cast'::regclass, c.oid, null, 10, concat_ws(' ', c.castfunc::regprocedure,
           c.castcontext, c.castmethod)
  from pg_cast c where c.oid >= 16384
union all
select 'default rights ' || concat_ws(' ', d.defaclrole::regrole,
           nullif(d.defaclnamespace, 0)::regnamespace, d.defaclobjtype),
       'pg_default_acl'::regclass, d.oid, d.defaclacl,
       d.defaclrole, ''
  from pg_default_acl d
union all
select 'extension ' || quote_ident(e.extname), 'pg_extension'::regclass, e.oid, null,
       e.extowner, e.extversion
  from pg_extension e
union all
select 'event trigger ' || quote_ident(e.evtname), 'pg_event_trigger'::regclass, e.oid,
       null, e.evtowner, concat_ws(' ', e.evtevent, e.evtfoid::regprocedure, e.evtenabled,
       e.evttags)
  from pg_event_trigger e
union all
select 'publication ' || quote_ident(p.pubname), 'pg_publication'::regclass, p.oid,
       null, p.pubowner, concat_ws(' ', p.puballtables, (select string_agg(
           r.prrelid::regclass::text, ' ' order by 1) from pg_publication_rel r
           where r.prpubid = p.oid))
  from pg_publication p
union all
select 'settings ' || s.setrole::regrole, 'pg_db_role_setting'::regclass, null, null, 10,
       s.setconfig::text
  from pg_db_role_setting s
 where s.setdatabase = (select d.oid from pg_database d
     where d.datname = current_database())
union all
select 'database', 'pg_database'::regclass, null,
       coalesce(d.datacl, acldefault('d', d.datdba)), d.datdba, ''
  from pg_database d where d.datname = current_database();
