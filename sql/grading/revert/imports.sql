-- Revert grading:imports
begin;
drop function grading.undo_import(uuid, uuid, text, bigint);
drop function grading.hold_import(uuid, uuid, uuid, uuid, text, int);
drop function grading.import_effects(uuid, bigint, int);

create or replace function grading.note_history() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
	why text := nullif(current_setting('lyceum.reason', true), '');
begin
	if tg_op = 'INSERT' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, new_score, new_max_score, new_weight, new_comments,
		    new_state, new_days_late, reason)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'insert', n.version, n.assignment_name, n.score,
		       n.max_score, n.weight, n.comments, n.state, n.days_late,
		       coalesce(why, n.reason)
		  from new_rows n;
	elsif tg_op = 'UPDATE' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version, assignment_name,
		    old_score, new_score, old_max_score, new_max_score, old_weight,
		    new_weight, old_comments, new_comments, old_state, new_state,
		    old_days_late, new_days_late, reason)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'update', n.version,
		       n.assignment_name, o.score, n.score, o.max_score, n.max_score, o.weight, n.weight,
		       o.comments, n.comments, o.state, n.state, o.days_late, n.days_late,
		       coalesce(why, n.reason)
		  from new_rows n join old_rows o on o.id = n.id
		 where (n.version, n.score, n.max_score, n.weight, n.comments, n.state,
			n.days_late)
		       is distinct from
		       (o.version, o.score, o.max_score, o.weight, o.comments, o.state,
			o.days_late);
	else
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, old_score, old_max_score, old_weight, old_comments,
		    old_state, old_days_late, reason)
		select o.id, o.school_id, o.course_id, o.enrollment_id, o.student_id,
		       who, 'delete', o.version + 1, o.assignment_name, o.score,
		       o.max_score, o.weight, o.comments, o.state, o.days_late, why
		  from old_rows o;
	end if;
	return null;
end
$$;

alter table grading.grade_history drop column import_id;
drop table grading.imports;
commit;
