-- board_totals(school_id uuid, semester text, year int) many
-- By currency, of all terms or of what is asked for: neither semester nor year is said.
select t.* from billing.totals(:school_id, :semester, :year, false) t
 order by t.billed_minor + t.paid_minor desc, t.currency
