-- refresh(old_hash text, new_hash text, lifetime int) one
-- Commit whatever the outcome is: a reused token ends its family.
select x.outcome, x.session_id, u.id, u.school_id, u.role, u.admin_role,
       u.full_name, u.email, u.is_active
  from identity.refresh(decode(:old_hash, 'hex'), decode(:new_hash, 'hex'),
    now() + make_interval(secs => :lifetime)) x
  left join identity.users u on u.id = x.user_id
