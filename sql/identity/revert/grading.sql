-- Revert identity:grading
begin;
create temporary table added on commit drop as
select name from identity.permissions
 where name ~ '^(scales|policy|exams|regrades|transcripts)\.'
    or name = 'grades.import';
delete from identity.role_permissions where permission in (select name from added);
delete from identity.default_permissions where permission in (select name from added);
delete from identity.permissions where name in (select name from added);
commit;
