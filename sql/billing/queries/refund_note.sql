-- refund_note(refund_id uuid) one
select billing.note_refund(:refund_id)
