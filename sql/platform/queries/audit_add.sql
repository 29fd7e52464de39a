-- audit_add(school_id uuid, me uuid, action text, object text, request_id text, remote_addr text) exec
insert into platform.audit (school_id, actor, action, object, request_id, remote_addr)
values (:school_id::uuid, :me::uuid, :action, :object, :request_id, :remote_addr)
