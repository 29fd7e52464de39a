-- users_active() many
select role, count(*) as people from identity.users where is_active group by role
