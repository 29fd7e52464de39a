-- statement_deadline(ms text) one
-- Until the transaction ends.
select set_config('statement_timeout', :ms, true)
