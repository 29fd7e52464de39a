-- credentials_revoked(school uuid) many
select t.id, t.revoked_at from grading.transcripts t
 where t.school_id = :school and t.revoked_at is not null order by t.id
