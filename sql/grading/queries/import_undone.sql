-- import_undone(id uuid, me uuid, why text, restored int, removed int,
--	left_changed int, left_deleted int, left_maximum int) one
-- Behind import_hold.
update grading.imports i
   set undone_at = now(), undone_by = :me, undone_reason = :why,
       restored = :restored, removed = :removed, left_changed = :left_changed,
       left_deleted = :left_deleted, left_maximum = :left_maximum,
       version = i.version + 1
 where i.id = :id
returning i.id, i.course_id, i.restored, i.removed, i.left_changed, i.left_deleted,
       i.left_maximum, i.undone_at, i.version
