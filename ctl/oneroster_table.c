#include "core.h"

#include "arena.h"
#include "oneroster.h"

/* clang-format off */
#define COMMON							\
	{ "sourcedId", "!", NULL },				\
	{ "status", "e", "active" },	/* of a bulk file: none */	\
	{ "dateLastModified", "", NULL }

static const struct or_column sessions[] = {
	COMMON,
	{ "title", "!", NULL },
	{ "type", "!e", "gradingPeriod|semester|schoolYear|term" },
	{ "startDate", "!d", NULL },
	{ "endDate", "!d", NULL },
	{ "parentSourcedId", "r", "session" },
	{ "schoolYear", "!", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column orgs[] = {
	COMMON,
	{ "name", "!", NULL },
	{ "type", "!e", "department|school|district|local|state|national" },
	{ "identifier", "", NULL },
	{ "parentSourcedId", "r", "org" },
	{ NULL, NULL, NULL },
};
static const struct or_column courses[] = {
	COMMON,
	{ "schoolYearSourcedId", "r", "session" },
	{ "title", "!", NULL },
	{ "courseCode", "", NULL },
	{ "grades", "", NULL },
	{ "orgSourcedId", "!r", "org" },
	{ "subjects", "", NULL },
	{ "subjectCodes", "", NULL },
	{ OR_META "credits", "n", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column classes[] = {
	COMMON,
	{ "title", "!", NULL },
	{ "grades", "", NULL },
	{ "courseSourcedId", "!r", "course" },
	{ "classCode", "", NULL },
	{ "classType", "!e", "homeroom|scheduled" },
	{ "location", "", NULL },
	{ "schoolSourcedId", "!r", "org" },
	{ "termSourcedIds", "!R", "session" },
	{ "subjects", "", NULL },
	{ "subjectCodes", "", NULL },
	{ "periods", "", NULL },
	{ OR_META "capacity", "n", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column users[] = {
	COMMON,
	{ "enabledUser", "!b", NULL },
	{ "username", "!", NULL },
	{ "userIds", "", NULL },
	{ "givenName", "!", NULL },
	{ "familyName", "!", NULL },
	{ "middleName", "", NULL },
	{ "identifier", "", NULL },
	{ "email", "", NULL },
	{ "sms", "", NULL },
	{ "phone", "", NULL },
	{ "agentSourcedIds", "R", "user" },
	{ "grades", "", NULL },
	{ "password", "", NULL },
	{ "userMasterIdentifier", "", NULL },
	{ "resourceSourcedIds", "", NULL },
	{ "preferredGivenName", "", NULL },
	{ "preferredMiddleName", "", NULL },
	{ "preferredFamilyName", "", NULL },
	{ "primaryOrgSourcedId", "r", "org" },
	{ "pronouns", "", NULL },
	{ OR_META "department", "", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column roles[] = {
	COMMON,
	{ "userSourcedId", "!r", "user" },
	{ "roleType", "!e", "primary|secondary" },
	{ "role", "!e", "aide|counselor|districtAdministrator|guardian|parent|"
	    "principal|proctor|relative|siteAdministrator|student|"
	    "systemAdministrator|teacher" },
	{ "beginDate", "d", NULL },
	{ "endDate", "d", NULL },
	{ "orgSourcedId", "!r", "org" },
	{ "userProfileSourcedId", "", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column enrollments[] = {
	COMMON,
	{ "classSourcedId", "!r", "class" },
	{ "schoolSourcedId", "!r", "org" },
	{ "userSourcedId", "!r", "user" },
	{ "role", "!e", "administrator|proctor|student|teacher" },
	{ "primary", "b", NULL },
	{ "beginDate", "d", NULL },
	{ "endDate", "d", NULL },
	{ OR_META "completed", "b", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column categories[] = {
	COMMON,
	{ "title", "!", NULL },
	{ "weight", "n", NULL },
	{ OR_META "weight", "n", NULL },
	{ OR_META "dropLowest", "n", NULL },
	{ OR_META "extra", "b", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column line_items[] = {
	COMMON,
	{ "title", "!", NULL },
	{ "description", "", NULL },
	{ "assignDate", "!d", NULL },
	{ "dueDate", "!d", NULL },
	{ "classSourcedId", "!r", "class" },
	{ "categorySourcedId", "!r", "category" },
	{ "academicSessionSourcedId", "!r", "session" },
	{ "resultValueMin", "n", NULL },
	{ "resultValueMax", "n", NULL },
	{ "schoolSourcedId", "!r", "org" },
	{ OR_META "type", "e", "homework|quiz|midterm|final|project" },
	{ OR_META "weight", "n", NULL },
	{ OR_META "extra", "b", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column results[] = {
	COMMON,
	{ "lineItemSourcedId", "!r", "line_item" },
	{ "studentSourcedId", "!r", "user" },
	{ "scoreStatus", "!e", "exempt|fully graded|not submitted|"
	    "partially graded|submitted" },
	{ "score", "n", NULL },
	{ "scoreDate", "!d", NULL },
	{ "comment", "", NULL },
	{ "textScore", "", NULL },
	{ "classSourcedId", "r", "class" },
	{ "inProgress", "b", NULL },
	{ "incomplete", "b", NULL },
	{ "late", "b", NULL },
	{ "missing", "b", NULL },
	{ OR_META "daysLate", "n", NULL },
	{ NULL, NULL, NULL },
};
static const struct or_column scales[] = {
	COMMON,
	{ "title", "!", NULL },
	{ "type", "!", NULL },
	{ "orgSourcedId", "!r", "org" },
	{ "courseSourcedId", "!r", "course" },
	{ "classSourcedId", "!r", "class" },
	{ "scoreScaleValue", "!", NULL },
	{ NULL, NULL, NULL },
};

static const struct or_file files[] = {
	{ "academicSessions", "session", sessions },
	{ "orgs", "org", orgs },
	{ "courses", "course", courses },
	{ "classes", "class", classes },
	{ "users", "user", users },
	{ "roles", "role", roles },
	{ "enrollments", "enrollment", enrollments },
	{ "categories", "category", categories },
	{ "lineItems", "line_item", line_items },
	{ "results", "result", results },
	{ "scoreScales", "scale", scales },
};

static const char *const manifest[] = {
	"academicSessions", "categories", "classes", "classResources",
	"courses", "courseResources", "demographics", "enrollments",
	"lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales",
	"orgs", "resources", "resultLearningObjectiveIds", "results",
	"resultScoreScales", "roles", "scoreScales", "userProfiles",
	"userResources", "users",
};
/* clang-format on */

const struct or_file *
or_files(size_t *n)
{
	*n = NITEMS(files);
	return files;
}

const char *const *
or_manifest(size_t *n)
{
	*n = NITEMS(manifest);
	return manifest;
}

const struct or_file *
or_file_named(const char *name, size_t n)
{
	for (size_t i = 0; i < NITEMS(files); i++)
		if (strlen(files[i].name) == n &&
		    memcmp(files[i].name, name, n) == 0)
			return &files[i];
	return NULL;
}

bool
or_is_meta(const struct or_column *c)
{
	return strncmp(c->name, OR_META, sizeof(OR_META) - 1) == 0;
}

const char *
or_sql_name(struct arena *a, const struct or_column *c)
{
	return or_is_meta(c) ?
	    arena_printf(a, "m_%s", c->name + sizeof(OR_META) - 1) :
	    arena_printf(a, "c_%s", c->name);
}

/* ---- What a cell may hold */

static int
digits(const char *s, int n)
{
	int v = 0;

	while (n-- > 0)
		v = v * 10 + (*s++ - '0');
	return v;
}

static bool
is_date(const char *s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int y, m, d;

	if (strlen(s) != 10 || strspn(s, "0123456789") != 4 || s[4] != '-' ||
	    strspn(s + 5, "0123456789") != 2 || s[7] != '-' ||
	    strspn(s + 8, "0123456789") != 2)
		return false;
	y = digits(s, 4);
	m = digits(s + 5, 2);
	d = digits(s + 8, 2);
	return y >= 1900 && y <= 2200 && m >= 1 && m <= 12 && d >= 1 &&
	    d <= days[m - 1] + (m == 2 && y % 4 == 0 &&
	    (y % 100 != 0 || y % 400 == 0));
}

/* As people write one: no exponent, no NaN. */
static bool
is_number(const char *s)
{
	size_t whole, part;

	s += *s == '-';
	whole = strspn(s, "0123456789");
	s += whole;
	if (whole == 0 || whole > 9 || *s == '\0')
		return whole > 0 && whole <= 9;
	part = strspn(s + 1, "0123456789");
	return *s == '.' && part > 0 && part <= 9 && s[part + 1] == '\0';
}

static bool
is_one_of(const char *s, const char *list)
{
	size_t n = strcspn(s, "|");

	if (s[n] != '\0')
		return false;
	for (const char *p = list; p != NULL; p = strchr(p, '|')) {
		p += *p == '|';
		if (strncmp(p, s, n) == 0 && (p[n] == '|' || p[n] == '\0'))
			return true;
	}
	return false;
}

const char *
or_cell_wrong(const struct or_column *c, const char *s)
{
	if (*s == '\0')
		return c->rule[0] == '!' ? "It must not be empty." : NULL;
	if (strcmp(c->name, "sourcedId") == 0 && strlen(s) > 255)
		return "It is longer than 255 bytes.";
	if (strchr(c->rule, 'd') != NULL && !is_date(s))
		return "It is not a date like 2026-09-01.";
	if (strchr(c->rule, 'n') != NULL && !is_number(s))
		return "It is not a number.";
	if (strchr(c->rule, 'b') != NULL && strcmp(s, "true") != 0 &&
	    strcmp(s, "false") != 0)
		return "It is true or false.";
	if (strchr(c->rule, 'e') == NULL || is_one_of(s, c->of))
		return NULL;
	return strcmp(c->name, "status") == 0 ?
	    "In a bulk file it is empty, or active." :
	    "It is none of the words that OneRoster has for it.";
}
