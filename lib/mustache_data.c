#include "core.h"
#include <jansson.h>
#include "arena.h"
#include "buf.h"
#include "mustache.h"

/* Pairs. */

/* "me.id" has the prefix "me." or is "me." itself: an object. */
static bool
pair_get(struct render *r, const struct val *object, const char *name,
    size_t len, struct val *out)
{
	const struct pair *p = object->data;
	const char *prefix = p->name, *rest;

	(void)r;
	for (; p->name != NULL; p++) {
		if (strncmp(p->name, prefix, object->at) != 0)
			continue;
		rest = p->name + object->at;
		if (strncmp(rest, name, len) != 0)
			continue;
		if (rest[len] == '\0')
			*out = val_text(p->text);
		else if (rest[len] == '.')
			*out = val_object(object->src, p,
			    object->at + len + 1);
		else
			continue;
		return true;
	}
	return false;
}

struct val
val_pairs(const struct pair *p)
{
	static const struct source pairs = { .get = pair_get };

	return val_object(&pairs, p, 0);
}

/* Members. */

static int
member_column(const void *data, const char *name, size_t len)
{
	const struct member *m = data;

	(void)len;
	for (int i = 0; m[i].name != NULL; i++)
		if (strcmp(m[i].name, name) == 0)
			return i;
	return -1;
}

static void
member_value(struct render *r, const struct val *object, int column,
    struct val *out)
{
	const struct member *m = object->data;

	(void)r;
	*out = m[column].val;
}

struct val
val_members(const struct member *m)
{
	static const struct source members = { .column = member_column,
	    .value = member_value };

	return val_object(&members, m, 0);
}

/* JSON. */

static bool
json_member(struct render *r, const struct val *object, const char *name,
    size_t len, struct val *out)
{
	const json_t *v = json_object_getn(object->data, name, len);

	if (v == NULL)
		return false;
	*out = val_json(r->arena, v);
	return true;
}

static void
json_item(struct render *r, const struct val *list, size_t i,
    struct val *out)
{
	*out = val_json(r->arena, json_array_get(list->data, i));
}

static struct val
integer(struct arena *arena, json_int_t v)
{
	struct buf b;

	buf_init(&b, arena, 64);
	buf_int(&b, v);
	return (struct val){ .kind = VAL_TEXT, .s = b.s, .n = b.n };
}

/* 15 digits are what a double always keeps: 1.21, not 1.20999999999999996. */
struct val
val_json(struct arena *arena, const json_t *v)
{
	static const struct source json = { .get = json_member,
	    .item = json_item };

	if (v == NULL)
		return (struct val){ .kind = VAL_NONE };
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return val_object(&json, v, 0);
	case JSON_ARRAY:
		return val_list(&json, v, json_array_size(v));
	case JSON_STRING:
		return (struct val){ .kind = VAL_TEXT,
		    .s = json_string_value(v), .n = json_string_length(v) };
	case JSON_INTEGER:
		return integer(arena, json_integer_value(v));
	case JSON_REAL:
		return val_text(arena_printf(arena, "%.15g",
		    json_real_value(v)));
	case JSON_TRUE:
	case JSON_FALSE:
		return val_flag(json_is_true(v));
	case JSON_NULL:
	default:
		return (struct val){ .kind = VAL_NONE };
	}
}
