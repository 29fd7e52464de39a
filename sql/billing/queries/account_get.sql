-- account_get(user_id uuid, school_id uuid, me uuid, my_role text, is_page boolean) one
select a.* from billing.account_shown(:user_id, :school_id, :me, :is_page) a
 where billing.sees(:user_id, :me, :my_role)
