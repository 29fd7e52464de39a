-- fee_get(id uuid, school_id uuid, my_role text) one
select f.id, f.name, f.kind, f.scope, f.group_id, g.name as group_name,
       f.course_id, c.code as course_code, c.name as course_name,
       billing.major(f.amount_minor, f.currency) as amount, f.amount_minor,
       f.currency, f.is_taxable, f.semester, f.year, f.due_on,
       f.late_after_days, billing.major(f.late_minor, f.currency) as late_amount,
       f.late_minor as late_amount_minor, f.late_percent, f.instalments,
       f.holds_seat, f.hold_minutes, f.is_active, f.created_at, f.updated_at,
       f.version, f.instalments > 1 as _in_parts
  from billing.fees f
  left join academics_api.groups g on g.id = f.group_id
  left join academics_api.courses c on c.id = f.course_id
 where f.id = :id and f.school_id = :school_id
   and (f.is_active or :my_role = 'admin')
