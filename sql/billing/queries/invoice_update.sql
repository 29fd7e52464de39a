-- invoice_update(id uuid, school_id uuid, if_match int, semester text, year int,
--	due_on text, memo text, tax_country text, tax_region text,
--	clear_semester boolean, clear_year boolean, clear_due_on boolean) one
-- Of an issued one only the day it is due and the memo: its trigger says so.
update billing.invoices i
   set semester = case when coalesce(:clear_semester::boolean, false) then null
	   else coalesce(:semester::text, i.semester) end,
       year = case when coalesce(:clear_year::boolean, false) then null
	   else coalesce(:year::int, i.year) end,
       due_on = case when coalesce(:clear_due_on::boolean, false)
	   and i.status = 'draft' then null
	   else coalesce(billing.day(:due_on::text, 'due_on'), i.due_on) end,
       memo = coalesce(:memo::text, i.memo),
       tax_country = coalesce(:tax_country::text, i.tax_country),
       tax_region = coalesce(:tax_region::text, i.tax_region),
       version = i.version + 1, updated_at = now()
 where i.id = :id and i.school_id = :school_id
   and (:if_match::int is null or i.version = :if_match::int)
returning i.id
