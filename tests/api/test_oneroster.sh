#!/bin/bash
# OneRoster 1.2: a school of which every byte is known is written as it was
# before; read into an empty school and written again it is the same; read
# twice it changes nothing; and each wrong file is refused in words, whole.
set -euo pipefail
cd "$(dirname "$0")"
gold=$PWD/../golden/oneroster
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PSQL="psql -qAtv ON_ERROR_STOP=1"

fail() {
	echo "$*" >&2
	exit 1
}

# is WORDS WANT GOT
is() {
	[ "$2" = "$3" ] || fail "$1: $3 instead of $2"
}

# has WORDS PATTERN TEXT
has() {
	grep -qF -- "$2" <<< "$3" || fail "$1: no \"$2\" in: $3"
}

# put FOLDER SCHOOL [OPTION...]: the school's files
put() {
	$LYCEUMCTL oneroster export --out "$1" --school "${@:2}" > /dev/null
}

# get FOLDER SCHOOL [OPTION...]: what an import says
get() {
	$LYCEUMCTL oneroster import "$1" --school "${@:2}" 2>&1
}

# sums TEXT: how much is new and changed
sums() {
	awk 'NF > 3 && $NF ~ /^[0-9]+$/ { n += $(NF - 2); c += $(NF - 1) } END { print n, c }' <<< "$1"
}

# Everything that an import might touch, as one number.
state() {
	$PSQL << 'SQL'
with s as (select id from academics.schools where code in ('GOLD', 'GOLD-TWO'))
select md5(string_agg(x, '|' order by x)) from (
	select u::text from identity.users u where school_id in (select id from s)
	union all select c::text from academics.courses c where school_id in (select id from s)
	union all select e::text from academics.enrollments e where school_id in (select id from s)
	union all select t::text from academics.terms t where school_id in (select id from s)
	union all select t::text from academics.subjects t where school_id in (select id from s)
	union all select k::text from grading.categories k where school_id in (select id from s)
	union all select a::text from grading.assignments a where school_id in (select id from s)
	union all select g::text from grading.grades g where school_id in (select id from s)
	union all select h.id::text from grading.grade_history h where school_id in (select id from s)
	union all select h.id::text from grading.policy_history h where school_id in (select id from s)
	union all select o.id::text from platform.outbox o where school_id in (select id from s)
	union all select o::text from platform.external_ids o where school_id in (select id from s)
) as t (x)
SQL
}

psql -qv ON_ERROR_STOP=1 -f oneroster.sql > /dev/null

# ---- Byte by byte
put "$work/plain" GOLD
diff -r "$gold" "$work/plain" || fail "the files are others than in $gold"
is "mode of a file" 600 "$(stat -c %a "$work/plain/users.csv")"
is "every line ends in CR LF" 0 "$(grep -vc $'\r$' "$work/plain/classes.csv" || :)"
put "$work/term" GOLD --term spring-2026
is "classes of a term" 2 "$(wc -l < "$work/term/classes.csv")"
is "people of a term" 5 "$(wc -l < "$work/term/users.csv")"

# ---- A school's own files change nothing in it.
before=$(state)
for files in plain term; do
	out=$(get "$work/$files" GOLD) || fail "own files: $out"
	is "changes by its own files ($files)" "0 0" "$(sums "$out")"
done
is "state after its own files" "$before" "$(state)"

# ---- Into an empty school, and out again.  An e-mail address is one account's
# in the whole database.
put "$work/full" GOLD --metadata
cp -r "$work/full" "$work/two"
sed -i 's/@gold\.example/@gold-two.example/g' "$work/two/users.csv"
before=$(state)
out=$(get "$work/two" GOLD-TWO --dry-run) || fail "a dry run: $out"
is "a dry run counts" "35 0" "$(sums "$out")"
is "state after a dry run" "$before" "$(state)"
sed -i '1s/^/\xef\xbb\xbf/' "$work/two/manifest.csv" "$work/two/users.csv"
out=$(get "$work/two" GOLD-TWO) || fail "an import: $out"
is "an import counts" "35 0" "$(sums "$out")"
sed -i '1s/^\xef\xbb\xbf//' "$work/two/manifest.csv" "$work/two/users.csv"
put "$work/again" GOLD-TWO --metadata
sed -i 's/,The other one,school,GOLD-TWO,/,"Golden ""Gate"" School, North",school,GOLD,/' "$work/again/orgs.csv"
sed -i 's/^source.systemCode,GOLD-TWO/source.systemCode,GOLD/' "$work/again/manifest.csv"
diff -r "$work/two" "$work/again" || fail "the second school is not like the first"
before=$(state)
out=$(get "$work/two" GOLD-TWO) || fail "the same once more: $out"
is "changes by the same files" "0 0" "$(sums "$out")"
is "state after the same files" "$before" "$(state)"
# Without mappings everything is known by address, code and name.
$PSQL -c "delete from platform.external_ids where school_id = '01900000-0000-7000-8000-000000000002'"
out=$(get "$work/two" GOLD-TWO) || fail "without its mappings: $out"
is "changes without mappings" "0 0" "$(sums "$out")"
is "state without mappings" "$before" "$(state)"

# ---- Changes, and only those.
cp -r "$work/two" "$work/new"
sed -i 's/Madonna,-,/Madonna,Ciccone,/; s/,true,wei@/,false,wei@/' "$work/new/users.csv"
sed -i 's/,not submitted,,/,fully graded,11,/; s/,exempt,,/,submitted,,/' "$work/new/results.csv"
sed -i 's/,Exams,58,0.575,/,Exams,50,,/' "$work/new/categories.csv"
sed -i '2s/,,,true,/,active,2026-09-01T10:00:00Z,true,/' "$work/new/users.csv"
out=$(get "$work/new" GOLD-TWO) || fail "changes: $out"
is "people, a category and a grade change" "0 4" "$(sums "$out")"
has "what is only handed in" "1 results left out" "$out"
is "the new name" "Madonna Ciccone t" "$($PSQL -F ' ' -c "select full_name, is_active from identity.users where email = 'madonna@gold-two.example'")"
is "an account that was closed" f "$($PSQL -c "select is_active from identity.users where email = 'wei@gold-two.example'")"
is "the history of the grade" "11 graded OneRoster import" "$($PSQL -F ' ' -c "select g.new_score, g.new_state, g.reason from grading.grade_history g
    join identity.users u on u.id = g.student_id where u.email = 'madonna@gold-two.example' order by g.id desc limit 1")"

# Results alone, as a learning platform gives them back.
mkdir "$work/back"
cp "$work/two/results.csv" "$work/back"
printf 'propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.results,bulk\n' > "$work/back/manifest.csv"
out=$(get "$work/back" GOLD-TWO) || fail "results alone: $out"
is "results alone" "0 1" "$(sums "$out")"

# ---- Refused, whole, in words that name the file, the line and the column.
before=$(state)
# bad FILE COMMAND-OF-SED WORDS...: the files of the second school, but this
bad() {
	local file=$1 change=$2 rc=0 words

	shift 2
	rm -rf "$work/bad"
	cp -r "$work/two" "$work/bad"
	if [ "$change" = away ]; then
		rm "$work/bad/$file.csv"
	else
		sed -i "$change" "$work/bad/$file.csv"
		! cmp -s "$work/two/$file.csv" "$work/bad/$file.csv" ||
			fail "nothing is wrong in $file.csv: $change"
	fi
	out=$(get "$work/bad" GOLD-TWO) || rc=$?
	is "status of $file, $change: $out" 1 "$rc"
	for words; do has "$file, $change" "$words" "$out"; done
	has "$file, $change" "nothing was written" "$out"
	is "state after $file, $change" "$before" "$(state)"
}
org=01900000-0000-7000-8000-000000000001
bad manifest away "manifest.csv: The file is missing."
bad manifest 's/^oneroster.version,1.2/oneroster.version,1.1/' \
    "manifest.csv, line 3, value: The version of OneRoster is 1.1; Lyceum reads 1.2."
bad manifest '/^oneroster.version/d' "manifest.csv, propertyName: There is no oneroster.version."
bad manifest 's/^file.users,bulk/file.users,delta/' "this one is a delta."
bad users away "users.csv: The file is missing."
bad users '1s/,familyName,/,surname,/' \
    "users.csv, line 1, familyName: The column is missing." "users.csv, line 1, surname: OneRoster has no such column here."
bad users '1s/,sms,/,phone,/' "users.csv, line 1, phone: The column comes twice."
bad users '3s/,,,true,/,tobedeleted,,true,/' "users.csv, line 3, status: In a bulk file it is empty, or active."
bad users '2s/,true,/,yes,/' "users.csv, line 2, enabledUser: It is true or false."
bad users '6s/S-2/S-1/' "users.csv, line 6, identifier: Another student has this number."
bad users '$s/bo@gold-two/bo@gold/g' "email: An account of this or another school has this e-mail address."
bad users '2s/^[^,]*/01900000-0000-7000-8000-000000000102/' "users.csv, line 3, sourcedId: Line 2 has it already."
bad users '$a\\xff\xfe' "users.csv, line 11: This is not UTF-8."
bad roles 's/,primary,student,/,primary,siteAdministrator,/' "role: zoe@gold-two.example is a student here already."
bad roles '2s/,siteAdministrator,/,emperor,/' "roles.csv, line 2, role: It is none of the words that OneRoster has for it."
bad academicSessions '2s/2025-12-20/2025-02-30/' "academicSessions.csv, line 2, endDate: It is not a date like 2026-09-01."
bad academicSessions '3s/Spring 2026,term,2026-01-12/Fall again,term,2025-10-12/' \
    "academicSessions.csv, line 3, title: It is fall 2025, and so is line 2."
bad courses '2s/,MAT101,/,Maths,/;2s/^[^,]*/X/' "courses.csv, line 2, courseCode: \"Maths\" is not a code like MAT101."
bad courses '2s/,4\r$/,9\r/' "courses.csv, line 2, metadata.lyceum.credits: This is too long, too short or out of range."
bad classes '2s/000000000201,/000000000299,/' \
    "classes.csv, line 2, courseSourcedId: There is no course \"01900000-0000-7000-8000-000000000299\"."
bad classes '4s/,,,3/,Gold 1,Mon 10:00-12:00,3/;3s/,scheduled,,/,scheduled,gold 1,/;3s/,,,,10/,,,Mon 10:00-12:00,10/' \
    "classes.csv, line 3, location: The room is in use at that time."
bad classes '2s/09:00-11:00/11:00-09:00/' "classes.csv, line 2, periods:"
bad classes '2s/,3\r$/,1\r/' "classes.csv, line 2, metadata.lyceum.capacity: 2 students are enrolled."
bad enrollments "4s/,student,/,teacher,/" "enrollments.csv, line 4, role: This person is a student."
bad enrollments '$s/[^,]*,teacher/nobody,teacher/;$s/[^,]*,student/nobody,student/' 'userSourcedId: There is no user "nobody".'
bad enrollments "\$s/000000000302,$org,[^,]*/000000000301,$org,01900000-0000-7000-8000-000000000105/" "userSourcedId: So says line 5 already."
bad lineItems '2s/,0,20,/,5,20,/' "lineItems.csv, line 2, resultValueMin: Points begin with 0 here."
bad lineItems '2s/,0,20,/,0,17,/' "lineItems.csv, line 2, resultValueMax: 1 students have more points than that."
bad lineItems '2s/,Sheet 1,/,Mid-term,/' "lineItems.csv, line 2, title: The class has another assignment of this name."
bad categories '2s/,Homework,40,0.4,/,Homework,400,,/' "categories.csv, line 2, weight: The weight is 0 to 100 per cent"
for score in 12.51 -1 NaN 1e309 12.005 ９; do
	bad results "\$s/,fully graded,12.5,/,fully graded,$score,/" "results.csv, line 6, score:"
done
bad results '$s/,fully graded,12.5,/,fully graded,,/' "results.csv, line 6, score: What is fully graded has a score."
bad results '$s/,fully graded,/,graded,/' "results.csv, line 6, scoreStatus: It is none of the words"
bad results '$s/000000000107/000000000105/' "results.csv, line 6, studentSourcedId: This person is not enrolled in PHY101."
bad results '2s/000000000106/000000000105/' "studentSourcedId: Line 2 has this student's result already."

# Seats are what they are.
rm -rf "$work/bad"
cp -r "$work/two" "$work/bad"
for n in 7 8; do
	printf 'extra-%s,,,01900000-0000-7000-8000-000000000301,%s,01900000-0000-7000-8000-00000000010%s,student,false,,,\r\n' \
	    $n "$org" $n >> "$work/bad/enrollments.csv"
done
out=$(get "$work/bad" GOLD-TWO) && fail "four took three seats"
has "a full class" "enrollments.csv, line 9, classSourcedId: All 3 seats of MAT101 are taken." "$out"
is "errors of a full class" 1 "$(grep -c '^enrollments.csv' <<< "$out")"
is "state after a full class" "$before" "$(state)"

# Whoever asks for nonsense hears so.
for wrong in "export --school GOLD" "export --school GOLD --out $work/x --term autumn" \
    "import --school GOLD" "import --school GOLD --capacity 0 $work/two" "import $work/two $work/two"; do
	rc=0
	$LYCEUMCTL oneroster $wrong > /dev/null 2>&1 || rc=$?
	is "status of $wrong" 2 "$rc"
done
rc=0
out=$($LYCEUMCTL oneroster import --school NOWHERE "$work/two" 2>&1) || rc=$?
is "status without the school" 1 "$rc"
has "without the school" "there is no school NOWHERE" "$out"
has "help" "--dry-run" "$($LYCEUMCTL oneroster import --help)"
