-- Revert grading:ledger
begin;
drop table grading.finals;
drop trigger note_insert on grading.assignments;
drop trigger note_update on grading.assignments;
drop trigger note_delete on grading.assignments;
drop trigger note_insert on grading.categories;
drop trigger note_update on grading.categories;
drop trigger note_delete on grading.categories;
drop trigger note_insert on grading.course_rules;
drop trigger note_update on grading.course_rules;
drop trigger note_delete on grading.course_rules;
drop function grading.note_policy();
drop table grading.policy_history;
create or replace function grading.note_history() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
begin
	if tg_op = 'INSERT' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, new_score, new_max_score, new_weight, new_comments)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'insert', n.version, n.assignment_name, n.score,
		       n.max_score, n.weight, n.comments
		  from new_rows n;
	elsif tg_op = 'UPDATE' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version, assignment_name,
		    old_score, new_score, old_max_score, new_max_score, old_weight,
		    new_weight, old_comments, new_comments)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'update', n.version,
		       n.assignment_name, o.score, n.score, o.max_score, n.max_score, o.weight, n.weight,
		       o.comments, n.comments
		  from new_rows n join old_rows o on o.id = n.id
		 where (n.version, n.score, n.max_score, n.weight, n.comments)
		       is distinct from
		       (o.version, o.score, o.max_score, o.weight, o.comments);
	else
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, old_score, old_max_score, old_weight, old_comments)
		select o.id, o.school_id, o.course_id, o.enrollment_id, o.student_id,
		       who, 'delete', o.version + 1, o.assignment_name, o.score,
		       o.max_score, o.weight, o.comments
		  from old_rows o;
	end if;
	return null;
end
$$;
drop index grading.grade_history_of_enrollment;
drop index grading.grade_history_of_course;
alter table grading.grade_history drop column old_state, drop column new_state,
    drop column old_days_late, drop column new_days_late, drop column reason;
commit;
