select sid, '', '', name, percent, weight, drop_lowest, is_extra
  from (select platform.sourced_id(k.school_id, 'category', k.id) as sid, k.name,
	round(k.weight * 100)::text as percent, k.weight::text as weight,
	k.drop_lowest::text as drop_lowest, k.is_extra::text as is_extra,
	c.place, k.position
	  from chosen c join grading.categories k on k.course_id = c.id
	union all
	-- In lineItems.csv everything has a category.
	select 'uncategorised', 'Uncategorised', '', '', '', '', 1000000, 0
	 where exists (select from items a where a.category_id is null)) x
 order by place, position, name
