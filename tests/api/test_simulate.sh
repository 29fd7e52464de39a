#!/bin/bash
# A class of twenty signs by a beacon's light, one of them cheats: nineteen are
# accepted, one is refused, and so are flashes with three bits wrong, a video
# call, and frames that come twice.
set -euo pipefail
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
PSQL="psql -qAtv ON_ERROR_STOP=1"
ADMIN=admin@lyceum.example
simulate=($LYCEUMCTL beacon simulate --url "$LYCEUM_URL" --keys "$keys" --json)

fail() {
	echo "$*" >&2
	exit 1
}

# is WORDS WANT GOT
is() {
	[ "$2" = "$3" ] || fail "$1: $3 instead of $2"
}

# A class of its own, with the demo's password, and the session that is on.
read -r course session room < <($PSQL << 'SQL'
with h as (select id from academics.schools where code = 'LYCEUM'),
t as (select id from identity.users where email = 'teacher@lyceum.example'),
s as (select id from academics.subjects
       where school_id = (select id from h) order by code limit 1),
c as (insert into academics.courses (school_id, subject_id, code, name, teacher_id,
	capacity, credits, semester, year, schedule)
      select h.id, s.id, 'SIM' || floor(random() * 899 + 100), 'A simulated class', t.id,
	     40, 3, 'summer', 2001 + floor(random() * 20), '{}' from h, t, s
      returning id, school_id),
u as (insert into identity.users (school_id, email, full_name, role, password_hash)
      select h.id, 'sim' || n || '-' || gen_random_uuid() || '@lyceum.example',
	     'Simulated ' || n, 'student',
	     (select password_hash from identity.users where email = 'student@lyceum.example')
	from h, generate_series(10, 34) n returning id, school_id),
e as (insert into academics.enrollments (school_id, student_id, course_id, status, enrolled_at)
      select u.school_id, u.id, c.id, 'enrolled', now() from u, c),
r as (insert into academics.classrooms (school_id, name)
      select c.school_id, 'Simulator ' || left(c.id::text, 18) from c returning id),
k as (insert into academics.sessions (school_id, course_id, starts_at, ends_at)
      select c.school_id, c.id, now() - interval '2 minutes', now() + interval '1 hour'
	from c returning id, course_id),
x as (insert into academics.session_classrooms select k.id, r.id from k, r)
select k.course_id || ' ' || k.id || ' ' || r.id from k, r;
SQL
)
[ -n "$session" ] || fail "no session was made"

# Provisioned by an administrator; the key is here and nowhere else.
beacon=$(printf 'demo-Lyceum-1\n' | $LYCEUMCTL beacon provision --url "$LYCEUM_URL" \
    --email $ADMIN --password-stdin --name 'Simulated' --room "$room" --keys "$keys")
is "mode of the key file" 600 "$(stat -c %a "$keys/beacon-$beacon.json")"
is "the beacon's room" "$room" "$($PSQL -c "select classroom_id from beacon.beacons where id = '$beacon'")"
if printf 'wrong\n' | $LYCEUMCTL beacon provision --url "$LYCEUM_URL" --email $ADMIN \
    --password-stdin --keys "$keys" 2> /dev/null; then
	fail "a beacon was made without the password"
fi

# Nineteen and a cheat.
out=$(printf 'demo-Lyceum-1\n' | "${simulate[@]}" --password-stdin --email $ADMIN \
    --teacher teacher@lyceum.example --session "$session" --beacon "$beacon" \
    --students 20 --cheat 1 --errors 2) || fail "not as it should be: $out"
# number MEMBER: of the answer
number() {
	grep -o "\"$1\":[0-9]*" <<< "$out" | head -n 1 | cut -d: -f2
}
is accepted 19 "$(number accepted)"
is refused 1 "$(number refused)"
is "the last frame again" 409 "$(number replay_status)"
is "signatures" 19 "$($PSQL -c "select count(*) from attendance.signatures where session_id = '$session'
    and person_role = 'student' and status = 'accepted' and method = 'flashlight' and beacon_id = '$beacon'")"
is "the cheat's reason" wrong_device "$($PSQL -c "select reason from attendance.signatures
    where session_id = '$session' and status = 'refused'")"
is "records" 19 "$($PSQL -c "select count(*) from attendance.records where session_id = '$session' and status = 'present'")"
is "alarms of the replay" 1 "$($PSQL -c "select count(*) from beacon.alarms where beacon_id = '$beacon'")"

# Five who have not signed: three bits wrong are too many; nobody is let in.
$PSQL -c "select u.email from academics.enrollments e join identity.users u on u.id = e.student_id
    where e.course_id = '$course' and not exists (select from attendance.signatures g
	where g.session_id = '$session' and g.person_id = u.id) order by 1" > "$keys/others"
is "students left" 5 "$(wc -l < "$keys/others")"
again=("${simulate[@]}" --session "$session" --beacon "$beacon" --file "$keys/others")
out=$("${again[@]}" --errors 3) || fail "three wrong bits: $out"
is "refused for three bits" 5 "$(number refused)"
out=$("${again[@]}" --students 3 --relay --cheat 1 --jitter 300) || fail "a relay: $out"
is "accepted beside a relay" 1 "$(number accepted)"
out=$("${again[@]}" --proof code --cheat 2) || fail "codes: $out"
is "accepted by code" 3 "$(number accepted)"

# Whoever asks for nonsense hears so.
for wrong in "--relay --proof code" "--students 0" "--errors 25" "--proof smoke" "--nothing"; do
	rc=0
	$LYCEUMCTL beacon simulate $wrong > /dev/null 2>&1 || rc=$?
	is "status of $wrong" 2 "$rc"
done
rc=0
"${simulate[@]}" --session "$beacon" > /dev/null 2>&1 || rc=$?
is "status without a session" 1 "$rc"
rc=0
words=$($LYCEUMCTL beacon simulate --url http://127.0.0.1:1 --keys "$keys" 2>&1) || rc=$?
is "status without a server" 1 "$rc"
case $words in *127.0.0.1:1/api/v1/auth/login*) ;; *) fail "no server: $words" ;; esac
rc=0
words=$(LYCEUM_ENVIRONMENT=production $LYCEUMCTL beacon simulate --keys "$keys" 2>&1) || rc=$?
is "status in production" 1 "$rc"
case $words in *production*) ;; *) fail "production: $words" ;; esac
