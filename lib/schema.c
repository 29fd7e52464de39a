#include "core.h"
#include "buf.h"
#include "shape.h"

static const char *const schema_type[] = {
	[K_BOOL] = "\"boolean\"", [K_INT] = "\"integer\"",
	[K_TEXT] = "\"string\"",
	[K_UUID] = "\"string\",\"format\":\"uuid\"",
	[K_DECIMAL] = "[\"number\",\"string\"]",
	[K_JSON] = "[\"object\",\"array\"]",
};

static void
schema_limits(const struct field *f, struct buf *b)
{
	bool text = f->kind == K_TEXT;

	if (f->min == 0 && f->max == 0)
		return;
	if (!text || f->min > 0)
		buf_printf(b, ",\"%s\":%" PRId64, text ? "minLength" :
		    "minimum", f->min);
	if (!text || f->max > 0)
		buf_printf(b, ",\"%s\":%" PRId64, text ? "maxLength" :
		    "maximum", f->max);
}

static void
schema_choices(const char *choices, struct buf *b)
{
	const char *sep = ",\"enum\":[";

	for (const char *p = choices;; p++) {
		size_t n = strcspn(p, "|");

		buf_puts(b, sep);
		buf_jsonn(b, p, n);
		sep = ",";
		p += n;
		if (*p == '\0')
			break;
	}
	buf_lit(b, "]");
}

static void
schema_text(const char *name, const char *value, struct buf *b)
{
	if (value == NULL)
		return;
	buf_printf(b, ",\"%s\":", name);
	buf_json(b, value);
}

void
schema_field(const struct field *f, struct buf *b)
{
	buf_printf(b, "{\"type\":%s", schema_type[f->kind]);
	schema_limits(f, b);
	if (f->one_of != NULL)
		schema_choices(f->one_of, b);
	if (f->flags & F_EMAIL)
		buf_lit(b, ",\"format\":\"email\"");
	if (f->flags & F_SECRET)
		buf_lit(b, ",\"writeOnly\":true");
	schema_text("pattern", f->pattern, b);
	if (f->example != NULL && (f->kind == K_TEXT || f->kind == K_UUID))
		schema_text("example", f->example, b);
	else if (f->example != NULL)
		buf_printf(b, ",\"example\":%s", f->example);
	schema_text("title", f->label, b);
	schema_text("description", f->doc != NULL ? f->doc : f->hint, b);
	buf_lit(b, "}");
}

static void
schema_required(const struct shape *sh, struct buf *b)
{
	const char *sep = ",\"required\":[";

	for (size_t i = 0; i < sh->n; i++) {
		if (!(sh->fields[i].flags & F_REQUIRED))
			continue;
		buf_puts(b, sep);
		buf_json(b, sh->fields[i].name);
		sep = ",";
	}
	if (*sep == ',' && sep[1] == '\0')
		buf_lit(b, "]");
}

void
shape_schema(const struct shape *sh, struct buf *b)
{
	const char *sep = "";

	buf_lit(b, "{\"type\":\"object\",\"properties\":{");
	for (size_t i = 0; i < sh->n; i++) {
		if (sh->fields[i].flags & (F_QUERY | F_FORM))
			continue;
		buf_puts(b, sep);
		buf_json(b, sh->fields[i].name);
		buf_lit(b, ":");
		schema_field(&sh->fields[i], b);
		sep = ",";
	}
	buf_lit(b, "}");
	schema_required(sh, b);
	buf_lit(b, ",\"additionalProperties\":false}");
}
