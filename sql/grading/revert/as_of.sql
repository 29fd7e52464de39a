-- Revert grading:as_of
begin;
drop function grading.rules_at(uuid, timestamptz);
drop function grading.policy_at(uuid, text, timestamptz);
drop function grading.asked(uuid, text);
drop trigger note on grading.scale_steps;
drop function grading.note_steps();
drop trigger note on grading.school_rules;
drop function grading.note_school();
drop index grading.policy_history_of_school;
alter table grading.policy_history disable trigger append_only;
delete from grading.policy_history where course_id is null;
alter table grading.policy_history enable trigger append_only;
alter table grading.policy_history
	drop constraint policy_history_check,
	drop constraint policy_history_kind_check,
	add constraint policy_history_kind_check check (kind in ('assignment',
	    'category', 'course_rules', 'final')),
	alter column course_id set not null;
commit;
