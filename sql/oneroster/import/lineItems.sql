-- categories.csv and lineItems.csv.  With OneRoster a category is anybody's;
-- with us each class has its own: one is made in every class that uses it.
create temporary table items as
select i.*, c.id as course_id, z.timezone, t.ends_on
  from run r
  join academics.schools z on z.id = r.school
  join in_lineItems i on i.c_sourcedId <> ''
  join academics.courses c on c.id = pg_temp.id_of('class', i.c_classSourcedId)
  left join academics.terms t on t.school_id = c.school_id and t.semester = c.semester
   and t.year = c.year;
insert into faults
select 'lineItems', line, 'resultValueMin', 'Points begin with 0 here.'
  from items where c_resultValueMin <> '' and c_resultValueMin::numeric <> 0;

create temporary table kinds (category_sid text, course_id uuid, id uuid,
    primary key (category_sid, course_id));

do $$
declare
	r run;
	i record;
	k grading.categories;
	w numeric;
	con text;
	msg text;
	t tally;
begin
	select * into r from run;
	t := (0, 'categories', 0, 0, 0);
	for i in select y.*, x.course_id
	    from (select c_categorySourcedId as sid, course_id, min(line) as first
		    from items group by 1, 2
		union
		select n.c_sourcedId, g.course_id, 0
		  from in_categories n
		  join grading.categories g on g.id = pg_temp.id_of('category', n.c_sourcedId)
		 where not exists (select from items z where z.course_id = g.course_id
			and z.c_categorySourcedId = n.c_sourcedId)) x
	    join in_categories y on y.c_sourcedId = x.sid and x.sid <> 'uncategorised'
	    order by x.first, y.line loop
		w := case when i.m_weight <> '' then i.m_weight::numeric
		    when i.c_weight <> '' then i.c_weight::numeric / 100 end;
		select g.* into k from grading.categories g
		 where g.course_id = i.course_id
		   and g.id = pg_temp.id_of('category', i.c_sourcedId);
		if not found then
			select g.* into k from grading.categories g
			 where g.course_id = i.course_id and g.name = btrim(i.c_title);
		end if;
		-- A weight in whole per cent may be ours, rounded.
		if k.id is not null and i.m_weight = ''
		    and i.c_weight = round(k.weight * 100)::text then
			w := k.weight;
		end if;
		begin
			if k.id is null then
				insert into grading.categories (school_id, course_id, name, weight,
				    drop_lowest, is_extra, position)
				values (r.school, i.course_id, btrim(i.c_title), trim_scale(coalesce(w, 1)),
				    coalesce(nullif(i.m_dropLowest, '')::numeric::int, 0),
				    i.m_extra = 'true', (select coalesce(max(p.position), 0) + 1
					from grading.categories p where p.course_id = i.course_id))
				returning * into k;
				t.added := t.added + 1;
			elsif (k.name, k.weight::numeric, k.drop_lowest, k.is_extra) is distinct from
			    (btrim(i.c_title), trim_scale(coalesce(w, k.weight)),
			    coalesce(nullif(i.m_dropLowest, '')::numeric::int, k.drop_lowest),
			    case when i.m_extra = '' then k.is_extra else i.m_extra = 'true' end) then
				update grading.categories g
				   set name = btrim(i.c_title), weight = trim_scale(coalesce(w, g.weight)),
				       drop_lowest = coalesce(nullif(i.m_dropLowest, '')::numeric::int,
					   g.drop_lowest),
				       is_extra = case when i.m_extra = '' then g.is_extra
					   else i.m_extra = 'true' end,
				       updated_at = now(), version = g.version + 1
				 where g.id = k.id;
				t.changed := t.changed + 1;
			else
				t.same := t.same + 1;
			end if;
			insert into kinds values (i.c_sourcedId, i.course_id, k.id);
			if pg_temp.id_of('category', i.c_sourcedId) is null and not exists (
			    select from platform.external_ids x where x.school_id = r.school
				and x.kind = 'category' and x.id = k.id) then
				perform pg_temp.link('category', i.c_sourcedId, k.id);
			end if;
		exception when integrity_constraint_violation then
			get stacked diagnostics con = constraint_name, msg = message_text;
			perform pg_temp.fault('categories', i.line, case con
			    when 'weight_check' then 'weight'
			    when 'categories_drop_lowest_check' then 'metadata.lyceum.dropLowest'
			    else 'title' end, case con when 'weight_check'
			    then 'The weight is 0 to 100 per cent, with one decimal at most.'
			    else pg_temp.why(con, msg, '') end);
		end;
	end loop;
	insert into tally (words, added, changed, same) values (t.words, t.added, t.changed, t.same);
end
$$;
-- Only known from before: the class's own.
insert into kinds
select distinct i.c_categorySourcedId, i.course_id, g.id
  from items i join grading.categories g on g.course_id = i.course_id
   and g.id = pg_temp.id_of('category', i.c_categorySourcedId)
on conflict do nothing;
insert into faults
select 'lineItems', i.line, 'categorySourcedId', 'categories.csv does not have it, and the class has no such category.'
  from items i
 where i.c_categorySourcedId not in ('', 'uncategorised') and not exists (
	select from kinds k where k.category_sid = i.c_categorySourcedId
	   and k.course_id = i.course_id)
   and not exists (select from in_categories n where n.c_sourcedId = i.c_categorySourcedId);
insert into notes
select format('%s categories left out, which no line item has', count(*))
  from in_categories n
 where n.c_sourcedId <> 'uncategorised'
   and not exists (select from kinds k where k.category_sid = n.c_sourcedId)
   and not exists (select from items i where i.c_categorySourcedId = n.c_sourcedId)
having count(*) > 0;

create function pg_temp.kind_of(title text, category text) returns text
language sql immutable
return case when title ~* 'mid-?term' then 'midterm' when title ~* '\mfinal' then 'final'
	when title ~* '\mquiz' then 'quiz' when title ~* '\mproject' then 'project'
	when category ~* 'mid-?term' then 'midterm' when category ~* '\mfinal' then 'final'
	when category ~* '\mquiz' then 'quiz' when category ~* '\mproject' then 'project'
	else 'homework' end;

do $$
declare
	r run;
	i record;
	a grading.assignments;
	due timestamptz;
	con text;
	msg text;
	det text;
	t tally;
begin
	select * into r from run;
	t := (0, 'assignments', 0, 0, 0);
	for i in select x.*, k.id as category_id, n.c_title as category
	    from items x
	    left join kinds k on k.category_sid = x.c_categorySourcedId
	     and k.course_id = x.course_id
	    left join in_categories n on n.c_sourcedId = x.c_categorySourcedId
	    order by x.line loop
		select x.* into a from grading.assignments x
		 where x.id = pg_temp.id_of('line_item', i.c_sourcedId);
		if not found then
			select x.* into a from grading.assignments x
			 where x.course_id = i.course_id and x.name = btrim(i.c_title);
		elsif a.course_id <> i.course_id then
			perform pg_temp.fault('lineItems', i.line, 'classSourcedId',
			    'The assignment is of another class.');
			continue;
		end if;
		-- Until the end of the day; a day that is still the same keeps its hour.
		due := ((i.c_dueDate::date + 1)::timestamp at time zone i.timezone)
		    - interval '1 second';
		if a.id is not null and coalesce((a.due_at at time zone i.timezone)::date,
		    i.ends_on, i.c_dueDate::date) = i.c_dueDate::date then
			due := a.due_at;
		end if;
		begin
			if a.id is null then
				insert into grading.assignments (school_id, course_id, name, type,
				    max_score, weight, position, category_id, is_extra, due_at, created_at)
				values (r.school, i.course_id, btrim(i.c_title),
				    coalesce(nullif(i.m_type, ''), pg_temp.kind_of(i.c_title, i.category)),
				    trim_scale(coalesce(nullif(i.c_resultValueMax, '')::numeric, 100)),
				    trim_scale(coalesce(nullif(i.m_weight, '')::numeric, 1)),
				    (select coalesce(max(p.position), 0) + 1
				       from grading.assignments p where p.course_id = i.course_id),
				    i.category_id, i.m_extra = 'true', due,
				    i.c_assignDate::timestamp at time zone i.timezone)
				returning * into a;
				t.added := t.added + 1;
			elsif (a.name, a.type::text, a.max_score::numeric, a.weight::numeric,
			    a.category_id, a.is_extra, a.due_at) is distinct from
			    (btrim(i.c_title), coalesce(nullif(i.m_type, ''), a.type),
			    coalesce(nullif(i.c_resultValueMax, '')::numeric, a.max_score),
			    coalesce(nullif(i.m_weight, '')::numeric, a.weight), i.category_id,
			    case when i.m_extra = '' then a.is_extra else i.m_extra = 'true' end,
			    due) then
				update grading.assignments x
				   set name = btrim(i.c_title), type = coalesce(nullif(i.m_type, ''), x.type),
				       max_score = trim_scale(coalesce(nullif(i.c_resultValueMax, '')::numeric,
					   x.max_score)),
				       weight = trim_scale(coalesce(nullif(i.m_weight, '')::numeric, x.weight)),
				       category_id = i.category_id,
				       is_extra = case when i.m_extra = '' then x.is_extra
					   else i.m_extra = 'true' end,
				       due_at = due, updated_at = now(), version = x.version + 1
				 where x.id = a.id;
				t.changed := t.changed + 1;
			else
				t.same := t.same + 1;
			end if;
			perform pg_temp.link('line_item', i.c_sourcedId, a.id);
		exception when integrity_constraint_violation or sqlstate 'LY001' then
			get stacked diagnostics con = constraint_name, msg = message_text,
			    det = pg_exception_detail;
			perform pg_temp.fault('lineItems', i.line, case con
			    when 'external_id_once' then 'sourcedId'
			    when 'score_range' then 'resultValueMax'
			    when 'assignments_max_score_check' then 'resultValueMax'
			    when 'weight_check' then 'metadata.lyceum.weight'
			    else 'title' end, case con
			    when 'assignments_max_score_check' then 'It must be more than 0.'
			    when 'score_range' then coalesce(nullif(det, ''),
				'It is less than 10000, with two decimals at most.')
			    else pg_temp.why(con, msg, case when con = 'conflict' then det end) end);
		end;
	end loop;
	insert into tally (words, added, changed, same) values (t.words, t.added, t.changed, t.same);
end
$$;
