-- invoice_seller(school_id uuid) one
select s.name as school_name, coalesce(t.seller, '') as seller,
       coalesce(t.tax_number, '') as tax_number, coalesce(t.note, '') as note
  from academics_api.schools s
  left join billing.settings t on t.school_id = s.id
 where s.id = :school_id
