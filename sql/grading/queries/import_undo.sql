-- import_undo(id uuid, me uuid, why text, after bigint) one
-- Some of its grades, behind import_hold.
select u.last, u.restored, u.removed, u.left_changed, u.left_deleted, u.left_maximum
  from grading.undo_import(:id, :me, :why, :after) u
