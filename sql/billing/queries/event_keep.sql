-- event_keep(id text, type text, body text, strange text) exec
insert into billing.stripe_events (id, type, body, error, applied_at, outcome)
values (:id, :type, :body, :strange::text,
    case when :strange::text is not null then now() end,
    case when :strange::text is not null then 'ignored' end)
on conflict (id) do nothing
