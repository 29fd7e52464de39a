-- import_head(course_id uuid, school_id uuid, me uuid, my_role text) many
-- A course that the caller may grade, once for each of its assignments, or
-- once when it has none.  No row: neither are its people and grades, which are
-- asked in the same round trip.
select c.id, c.code, c.name, c.semester, c.year, a.id as assignment_id,
       a.name as assignment_name, trim_scale(a.max_score) as max_score
  from academics_api.courses c
  left join grading.assignments a on a.course_id = c.id
 where c.id = :course_id
   and grading.may_grade(:course_id, :school_id, :me, :my_role)
 order by a.position, a.name
