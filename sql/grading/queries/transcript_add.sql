-- transcript_add(student_id uuid, school_id uuid, code text, document json,
--	sha256 text, issued_at bigint, me uuid) one
insert into grading.transcripts (school_id, student_id, code, document, sha256,
    issued_at, issued_by)
values (:school_id, :student_id, :code, :document::jsonb,
    decode(:sha256::text, 'hex'), to_timestamp(:issued_at::bigint), :me)
returning id, student_id, grading.code_shown(code) as code,
    encode(sha256, 'hex') as sha256, issued_at, version
