-- device_take(device_id uuid, id uuid, school_id uuid, me uuid, my_role text) exec
select from identity.users u
 where u.id = :id and u.school_id = :school_id
   and (u.id = :me or :my_role::text = 'admin')
   and identity.take_device(:device_id, u.id, u.school_id, :me)
