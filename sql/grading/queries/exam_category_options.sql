-- exam_category_options(course_id uuid, school_id uuid) many
select k.id, k.name from grading.categories k
 where k.course_id = :course_id and k.school_id = :school_id
 order by k.position, k.name
