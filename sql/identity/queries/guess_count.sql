-- guess_count(subject text) one
select g.allowed, g.retry_after from identity.guess(:subject) g
