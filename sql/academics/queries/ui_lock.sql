-- ui_lock(school_id uuid) one
-- Do pages only show courses and sessions?
select s.ui_modification_disabled as ui_locked
  from academics.schools s where s.id = :school_id
