-- Deploy grading:exams
begin;

-- An examination of a course.  planned, then marking (results come in), then
-- moderated, then published: only then do students see anything, all at once,
-- as grades of the assignment that is made for it.
create table grading.exams (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	course_id	uuid not null,
	title		text not null check (length(title) between 1 and 200),
	starts_at	timestamptz,
	ends_at		timestamptz,
	classroom_id	uuid,
	room		text check (length(room) <= 100),
	seats		int check (seats between 1 and 100000),
	max_score	grading.points not null check (max_score > 0),
	weight		grading.weight not null,
	category_id	uuid references grading.categories,
	status		text collate "C" not null default 'planned' check (status in
			    ('planned', 'marking', 'moderated', 'published', 'cancelled')),
	assignment_id	uuid references grading.assignments,
	moderated_by	uuid,
	moderation	text check (length(moderation) <= 1000),
	published_at	timestamptz,
	published_by	uuid,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1,
	constraint exam_taken unique (course_id, title),
	check ((starts_at is null) = (ends_at is null) and starts_at < ends_at),
	check ((status = 'published') = (assignment_id is not null))
);
create index exams_of_school on grading.exams (school_id, starts_at, id);

-- One candidate: a seat, and what came of it.  entered is the score before
-- moderation.
create table grading.exam_results (
	id		uuid primary key default platform.uuid7(),
	exam_id		uuid not null references grading.exams on delete cascade,
	school_id	uuid not null,
	course_id	uuid not null,
	enrollment_id	uuid not null,
	student_id	uuid not null,
	seat		int check (seat > 0),
	state		text collate "C" not null default 'pending' check (state in
			    ('pending', 'scored', 'absent', 'excused')),
	entered		grading.points,
	score		grading.points,
	remark		text check (length(remark) <= 4000),
	entered_by	uuid,
	entered_at	timestamptz,
	version		int not null default 1,
	constraint candidate_once unique (exam_id, enrollment_id),
	constraint seat_once unique (exam_id, seat) deferrable initially deferred,
	check ((state = 'scored') = (score is not null)),
	check ((state = 'scored') = (entered is not null))
);
create index exam_results_of_student on grading.exam_results (student_id);

-- Who changed what about an exam and its results; the rows as they became.
create table grading.exam_history (
	id		bigint generated always as identity primary key,
	exam_id		uuid not null,
	result_id	uuid,
	school_id	uuid not null,
	at		timestamptz not null default now(),
	actor		uuid,
	reason		text,
	action		text collate "C" not null
			check (action in ('insert', 'update', 'delete')),
	version		int not null,
	value		jsonb not null
);
create index exam_history_of_exam on grading.exam_history (exam_id, id);
create trigger append_only before update or delete on grading.exam_history
	for each row execute function platform.refuse();
create trigger append_only_truncate before truncate on grading.exam_history
	for each statement execute function platform.refuse();

create function grading.note_exam() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
	why text := nullif(current_setting('lyceum.reason', true), '');
begin
	insert into grading.exam_history (exam_id, result_id, school_id, actor,
	    reason, action, version, value)
	select coalesce((v.j ->> 'exam_id')::uuid, n.id),
	       case when v.j ? 'exam_id' then n.id end, n.school_id, who, why,
	       lower(tg_op), n.version + (tg_op = 'DELETE')::int, v.j
	  from changed n, lateral (select to_jsonb(n) as j) v;
	return null;
end
$$;
create trigger note_insert after insert on grading.exams
	referencing new table as changed
	for each statement execute function grading.note_exam();
create trigger note_update after update on grading.exams
	referencing new table as changed
	for each statement execute function grading.note_exam();
create trigger note_delete after delete on grading.exams
	referencing old table as changed
	for each statement execute function grading.note_exam();
create trigger note_insert after insert on grading.exam_results
	referencing new table as changed
	for each statement execute function grading.note_exam();
create trigger note_update after update on grading.exam_results
	referencing new table as changed
	for each statement execute function grading.note_exam();
create trigger note_delete after delete on grading.exam_results
	referencing old table as changed
	for each statement execute function grading.note_exam();

-- A student asks for a grade to be looked at again.
create table grading.regrades (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	course_id	uuid not null,
	grade_id	uuid not null,
	enrollment_id	uuid not null,
	student_id	uuid not null,
	assignment_name	text not null,
	reason		text not null check (length(reason) between 1 and 4000),
	status		text collate "C" not null default 'open' check (status in
			    ('open', 'changed', 'kept', 'withdrawn')),
	answer		text check (length(answer) <= 4000),
	old_score	numeric,
	new_score	numeric,
	asked_at	timestamptz not null default now(),
	answered_at	timestamptz,
	answered_by	uuid,
	version		int not null default 1,
	check ((status in ('changed', 'kept')) <= (answer is not null))
);
create unique index regrade_open on grading.regrades (grade_id) where status = 'open';
create index regrades_of_course on grading.regrades (course_id, id);
create index regrades_of_student on grading.regrades (student_id, id);

grant select, insert, update, delete on grading.exams, grading.exam_results to lyceum_grades;
grant select, insert, update on grading.regrades to lyceum_grades;
grant select on grading.exam_history to lyceum_grades;

commit;
