-- fee_groups(school_id uuid) many
select g.id, g.name from academics_api.groups g
 where g.school_id = :school_id and g.is_active order by g.name limit 1000
