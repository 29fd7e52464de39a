-- board_terms(school_id uuid) many
select * from billing.totals(:school_id, null, null, true) t
 order by t.year desc nulls last, array_position(array['fall', 'summer', 'spring'],
       t.semester), t.currency
