#include "core.h"
#include <errno.h>
#include <jansson.h>
#include <regex.h>
#include "arena.h"
#include "buf.h"
#include "shape.h"
#include "text.h"

#define TEXT_MAX	20000	/* characters, where a field sets no limit */
#define DIGITS_MAX	15	/* of a decimal: exact through a double, too */

void
fault_add(struct faults *fs, const char *field, const char *label,
    const char *fmt, ...)
{
	struct fault *f = arena_alloc(fs->arena, sizeof(*f));
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->field = arena_strdup(fs->arena, field);
	f->label = label != NULL ? label : f->field;
	f->message = arena_strdup(fs->arena, text);
	if (fs->last != NULL)
		fs->last->next = f;
	else
		fs->first = f;
	fs->last = f;
	fs->n++;
}

#define WRONG(fs, f, ...) fault_add((fs), (f)->name, (f)->label, __VA_ARGS__)

const struct field *
shape_field(const struct shape *sh, const char *name)
{
	for (size_t i = 0; sh != NULL && i < sh->n; i++)
		if (strcmp(sh->fields[i].name, name) == 0)
			return &sh->fields[i];
	return NULL;
}

void
input_init(struct input *in, const struct shape *sh, struct arena *a)
{
	*in = (struct input){ .shape = sh,
	    .base = arena_alloc(a, sh != NULL ? sh->size : 1) };
}

static uint64_t
bit_of(const struct input *in, const struct field *f)
{
	return (uint64_t)1 << (f - in->shape->fields);
}

bool
input_given(const struct input *in, const char *name)
{
	const struct field *f = shape_field(in->shape, name);

	return f != NULL && (in->given & bit_of(in, f)) != 0;
}

/* ---- Values, one function a kind.  Each says what is allowed. */

static void *
place(const struct input *in, const struct field *f)
{
	return (char *)in->base + f->offset;
}

static bool
read_bool(struct input *in, const struct field *f, const char *s,
    struct faults *fs)
{
	bool yes = strcmp(s, "true") == 0 || strcmp(s, "1") == 0 ||
	    strcmp(s, "on") == 0 || strcmp(s, "t") == 0;

	if (!yes && strcmp(s, "false") != 0 && strcmp(s, "0") != 0 &&
	    strcmp(s, "f") != 0) {
		WRONG(fs, f, "must be true or false");
		return false;
	}
	*(bool *)place(in, f) = yes;
	return true;
}

static bool
int_in_range(const struct field *f, int64_t n, struct faults *fs)
{
	if ((f->min == 0 && f->max == 0) || (n >= f->min && n <= f->max))
		return true;
	WRONG(fs, f, "must be between %" PRId64 " and %" PRId64, f->min,
	    f->max);
	return false;
}

static bool
read_int(struct input *in, const struct field *f, const char *s,
    struct faults *fs)
{
	char *end;
	int64_t n;

	errno = 0;
	n = strtoll(s, &end, 10);
	if (errno != 0 || end == s || *end != '\0' ||
	    (*s != '-' && (*s < '0' || *s > '9'))) {
		WRONG(fs, f, "must be a whole number");
		return false;
	}
	if (!int_in_range(f, n, fs))
		return false;
	*(int64_t *)place(in, f) = n;
	return true;
}

/* Digits before and after the point; false unless plain decimal notation. */
static bool
decimal_digits(const char *s, size_t *before, size_t *after)
{
	s += *s == '-';
	*before = strspn(s, "0123456789");
	*after = 0;
	if (*before == 0)
		return false;
	s += *before;
	if (*s == '.') {
		*after = strspn(s + 1, "0123456789");
		if (*after == 0)
			return false;
		s += 1 + *after;
	}
	return *s == '\0';
}

static bool
read_decimal(struct input *in, const struct field *f, const char *s,
    struct faults *fs)
{
	size_t before, after;
	double v;

	if (!decimal_digits(s, &before, &after) ||
	    before + after > DIGITS_MAX) {
		WRONG(fs, f, "must be a number such as 12 or 12.5");
		return false;
	}
	if (after > f->scale) {
		WRONG(fs, f, "must have at most %u digits after the point",
		    f->scale);
		return false;
	}
	v = strtod(s, NULL);	/* exact enough: at most 15 digits */
	if ((f->min != 0 || f->max != 0) &&
	    (v < (double)f->min || v > (double)f->max)) {
		WRONG(fs, f, "must be between %" PRId64 " and %" PRId64,
		    f->min, f->max);
		return false;
	}
	((struct decimal *)place(in, f))->s = arena_strdup(fs->arena, s);
	return true;
}

static bool
read_uuid(struct input *in, const struct field *f, const char *s,
    struct faults *fs)
{
	if (!text_is_uuid(s)) {
		WRONG(fs, f, "must be a UUID in lower case");
		return false;
	}
	memcpy(((struct uuid *)place(in, f))->s, s, UUID_LEN + 1);
	return true;
}

static bool
one_of(const char *choices, const char *s)
{
	size_t n = strlen(s);

	for (const char *p = choices; n > 0; p++) {
		size_t k = strcspn(p, "|");

		if (k == n && memcmp(p, s, n) == 0)
			return true;
		p += k;
		if (*p == '\0')
			break;
	}
	return false;
}

static bool
matches(const char *pattern, const char *s)
{
	regex_t re;
	bool ok;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		abort();	/* a pattern is ours: see the unit test */
	ok = regexec(&re, s, 0, NULL, 0) == 0;
	regfree(&re);
	return ok;
}

static bool
length_fits(const struct field *f, const char *s, struct faults *fs)
{
	size_t n = text_chars(s);
	size_t max = f->max > 0 ? (size_t)f->max : TEXT_MAX;

	if (n == 0 && (f->flags & F_REQUIRED))
		WRONG(fs, f, "is required");
	else if (n < (size_t)f->min && (n > 0 ||
	    !(f->flags & (F_SECRET | F_BLANK))))
		WRONG(fs, f, "must have at least %" PRId64 " characters",
		    f->min);
	else if (n > max)
		WRONG(fs, f, "must have at most %zu characters", max);
	else
		return true;
	return false;
}

static bool
text_fits(const struct field *f, const char *s, struct faults *fs)
{
	if (!length_fits(f, s, fs))
		return false;
	if (*s == '\0')
		return true;
	if (text_has_control(s))
		WRONG(fs, f, "must not hold control characters");
	else if (f->one_of != NULL && !one_of(f->one_of, s))
		WRONG(fs, f, "must be one of %s", f->one_of);
	else if (f->pattern != NULL && !matches(f->pattern, s))
		WRONG(fs, f, "%s", f->hint != NULL ? f->hint :
		    "has the wrong form");
	else if ((f->flags & F_EMAIL) && (strlen(s) > 254 ||
	    !matches("^[^@[:space:],;:<>()\"]{1,64}@[A-Za-z0-9]"
	    "[A-Za-z0-9.-]*[.][A-Za-z]{2,}$", s)))
		WRONG(fs, f, "must be an e-mail address such as "
		    "name@example.org");
	else
		return true;
	return false;
}

static char *
trimmed(struct arena *a, const char *s)
{
	size_t n;

	s += strspn(s, " \t\r\n");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return arena_strndup(a, s, n);
}

static bool
read_text(struct input *in, const struct field *f, const char *s,
    struct faults *fs)
{
	char *t = f->flags & F_RAW ? arena_strdup(fs->arena, s) :
	    trimmed(fs->arena, s);

	*(const char **)place(in, f) = t;
	if (f->flags & F_EMAIL)
		for (char *p = t; *p != '\0'; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p + 'a' - 'A');
	return text_fits(f, t, fs);
}

static void
decref(void *json)
{
	json_decref(json);
}

static bool
read_json_text(struct input *in, const struct field *f, const char *s,
    struct faults *fs)
{
	json_t *v = json_loads(s, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY,
	    NULL);

	if (v == NULL) {
		WRONG(fs, f, "must be JSON");
		return false;
	}
	arena_defer(fs->arena, decref, v);
	*(json_t **)place(in, f) = v;
	return true;
}

void
input_text(struct input *in, const struct field *f, const char *s,
    struct faults *fs)
{
	bool ok = false;

	if (*s == '\0' && (f->kind != K_TEXT || f->one_of != NULL)) {
		in->cleared |= bit_of(in, f);	/* an empty box of a form */
		return;
	}
	switch (f->kind) {
	case K_BOOL:
		ok = read_bool(in, f, s, fs);
		break;
	case K_INT:
		ok = read_int(in, f, s, fs);
		break;
	case K_TEXT:
		ok = read_text(in, f, s, fs);
		break;
	case K_UUID:
		ok = read_uuid(in, f, s, fs);
		break;
	case K_DECIMAL:
		ok = read_decimal(in, f, s, fs);
		break;
	case K_JSON:
		ok = read_json_text(in, f, s, fs);
		break;
	}
	(void)ok;		/* a faulty field counts as given, too */
	in->given |= bit_of(in, f);
}

/* ---- Sources */

static const char *const type_words[] = {
	[K_BOOL] = "must be true or false", [K_INT] = "must be a whole number",
	[K_TEXT] = "must be text", [K_UUID] = "must be a UUID",
	[K_DECIMAL] = "must be a number", [K_JSON] = "must be JSON",
};

static void
json_number(struct input *in, const struct field *f, json_t *v,
    struct faults *fs)
{
	char t[40];

	if (json_is_integer(v))
		snprintf(t, sizeof(t), "%" JSON_INTEGER_FORMAT,
		    json_integer_value(v));
	else
		snprintf(t, sizeof(t), "%.15g", json_real_value(v));
	input_text(in, f, t, fs);
}

static void
json_value(struct input *in, const struct field *f, json_t *v,
    struct faults *fs)
{
	bool text = f->kind == K_TEXT || f->kind == K_UUID ||
	    f->kind == K_DECIMAL;

	if (json_is_null(v))
		in->cleared |= bit_of(in, f);
	else if (f->kind == K_JSON) {
		*(json_t **)place(in, f) = v;
		in->given |= bit_of(in, f);
	} else if (f->kind == K_BOOL && json_is_boolean(v)) {
		*(bool *)place(in, f) = json_is_true(v);
		in->given |= bit_of(in, f);
	} else if ((f->kind == K_INT && json_is_integer(v)) ||
	    (f->kind == K_DECIMAL && json_is_number(v)))
		json_number(in, f, v, fs);
	else if (text && json_is_string(v))
		input_text(in, f, json_string_value(v), fs);
	else
		WRONG(fs, f, "%s", type_words[f->kind]);
}

/* Unknown members are refused: nobody sets what was not offered. */
void
input_json(struct input *in, json_t *object, struct faults *fs)
{
	const char *key;
	json_t *v;

	json_object_foreach(object, key, v) {
		const struct field *f = shape_field(in->shape, key);

		if (f == NULL || (f->flags & (F_QUERY | F_FORM)))
			fault_add(fs, key, NULL, "is not a field here");
		else
			json_value(in, f, v, fs);
	}
}

/*
 * A box that is ticked comes after a hidden "false" of the same name; of any
 * other field there is one value.
 */
void
input_params(struct input *in, const struct param *p, size_t n,
    struct faults *fs)
{
	for (size_t i = 0; i < n; i++) {
		const struct field *f = shape_field(in->shape, p[i].name);

		if (f == NULL)
			fault_add(fs, p[i].name, NULL, "is not a field here");
		else if ((in->given & bit_of(in, f)) && f->kind != K_BOOL)
			WRONG(fs, f, "is given twice");
		else
			input_text(in, f, p[i].value, fs);
	}
}

void
input_give(struct input *in, const char *name, struct json_t *v)
{
	const struct field *f = shape_field(in->shape, name);

	if (f == NULL || f->kind != K_JSON)
		abort();
	*(json_t **)place(in, f) = v;
	in->given |= bit_of(in, f);
}

bool
input_cleared(const struct input *in, const struct field *f)
{
	return (in->cleared & bit_of(in, f)) != 0;
}

void
input_required(struct input *in, struct faults *fs)
{
	for (size_t i = 0; in->shape != NULL && i < in->shape->n; i++) {
		const struct field *f = &in->shape->fields[i];

		if ((f->flags & F_REQUIRED) && !(in->given & bit_of(in, f)))
			WRONG(fs, f, "is required");
	}
}

const char *
input_value(const struct input *in, const struct field *f, struct arena *a)
{
	const void *at = place(in, f);
	char *s;

	if (!(in->given & bit_of(in, f)))
		return f->dflt;
	switch (f->kind) {
	case K_BOOL:
		return *(const bool *)at ? "true" : "false";
	case K_INT:
		return arena_printf(a, "%" PRId64, *(const int64_t *)at);
	case K_TEXT:
		return *(const char *const *)at;
	case K_UUID:
		return ((const struct uuid *)at)->s;
	case K_DECIMAL:
		return ((const struct decimal *)at)->s;
	case K_JSON:
		s = json_dumps(*(json_t *const *)at,
		    JSON_COMPACT | JSON_ENCODE_ANY);
		if (s == NULL)
			return NULL;
		arena_defer(a, free, s);
		return s;
	}
	return NULL;
}
