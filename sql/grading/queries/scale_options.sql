-- scale_options(school_id uuid) many
select s.id, s.name from grading.scales s
 where s.school_id is null or s.school_id = :school_id
 order by s.name, s.id
