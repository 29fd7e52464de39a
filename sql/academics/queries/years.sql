-- years(school_id uuid) many
-- The years that courses are in, by hopping along the index.
with recursive y as (
	(select c.semester, c.year from academics.courses c
	  where c.school_id = :school_id order by c.semester, c.year limit 1)
	union all
	select n.semester, n.year from y cross join lateral (
		select c.semester, c.year from academics.courses c
		 where c.school_id = :school_id and (c.semester, c.year) > (y.semester, y.year)
		 order by c.semester, c.year limit 1) n
)
select distinct y.year from y order by y.year desc
