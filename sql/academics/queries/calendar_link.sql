-- calendar_link(me uuid) one
select l.secret as _secret, l.made_at
  from (values (1)) v
  left join academics.calendar_links l on l.user_id = :me
