-- Deploy identity:grading
begin;

-- What came with the grading rules, exams and transcripts.  A matrix that a
-- school has changed keeps its changes: only what is new is added, by its
-- default.
create temporary table added on commit drop as
select * from (values
	('scales.read', 'Read how the school grades',
	    'admin dev teacher student parent'),
	('scales.update', 'Change letter scales, pass marks and rules of averages',
	    'admin'),
	('policy.update', 'Change how a course is graded: categories, drops, curves',
	    'admin teacher'),
	('grades.import', 'Import grades from a file',
	    'admin teacher'),
	('exams.read', 'Read exams',
	    'admin dev teacher student parent'),
	('exams.update', 'Plan exams, enter and moderate results',
	    'admin teacher'),
	('exams.publish', 'Publish results of exams',
	    'admin teacher'),
	('regrades.create', 'Ask for a grade to be looked at again',
	    'student'),
	('regrades.update', 'Answer those who ask',
	    'admin teacher'),
	('transcripts.read', 'Read transcripts',
	    'admin dev student parent'),
	('transcripts.issue', 'Issue transcripts that others can verify',
	    'admin student'),
	('transcripts.revoke', 'Revoke issued transcripts',
	    'admin')
) m (permission, summary, roles);

insert into identity.permissions select permission, summary from added;
insert into identity.default_permissions
select r, m.permission from added m, regexp_split_to_table(m.roles, ' ') r;
insert into identity.role_permissions
select v.school_id, d.role, d.permission
  from identity.role_versions v
  join identity.default_permissions d on d.permission in (select permission from added);
update identity.role_versions set version = version + 1;

commit;
