-- board_totals(school_id uuid, semester text, year int) many
-- By currency, of all terms or of those asked for, which need not be named again.
select t.* from billing.totals(:school_id, :semester, :year, false) t
 order by t.billed_minor + t.paid_minor desc, t.currency
