#include "core.h"
#include "arena.h"
#include "num.h"
#include "view.h"

/*
 * A value with its name, if it is a member.  What is inside of it follows
 * behind it, up to `next`.
 */
struct node {
	const char		*name, *s;
	const struct node	**items;	/* of a list */
	uint32_t		 name_len, n;
	const struct node	*next;
	enum val_kind		 kind;
	bool			 flag;
};

struct view {
	struct node	*nodes;
};

struct reading {
	struct arena	*arena;
	const char	*at, *end;
	struct node	*nodes;
	size_t		 n, max;
	int		 depth;
};

static bool value(struct reading *, struct node *);

/* ---- Characters */

static char
peek(struct reading *x)
{
	while (x->at < x->end && (*x->at == ' ' || *x->at == '\n' ||
	    *x->at == '\t' || *x->at == '\r'))
		x->at++;
	if (x->at < x->end)
		return *x->at;
	return '\0';
}

static bool
take(struct reading *x, char c)
{
	if (peek(x) != c)
		return false;
	x->at++;
	return true;
}

static bool
word(struct reading *x, const char *s)
{
	size_t n = strlen(s);

	if ((size_t)(x->end - x->at) < n || memcmp(x->at, s, n) != 0)
		return false;
	x->at += n;
	return true;
}

/* ---- Strings */

static bool
hex4(struct reading *x, uint32_t *out)
{
	*out = 0;
	if (x->end - x->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = *x->at++;
		int v = c >= '0' && c <= '9' ? c - '0' :
		    c >= 'a' && c <= 'f' ? c - 'a' + 10 :
		    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (v < 0)
			return false;
		*out = *out << 4 | (uint32_t)v;
	}
	return true;
}

static size_t
utf8(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* Behind "\u"; two of them are one character beyond the first plane. */
static bool
unicode(struct reading *x, char **to)
{
	uint32_t c, low;

	if (!hex4(x, &c))
		return false;
	if (c >= 0xd800 && c < 0xdc00) {
		if (!word(x, "\\u") || !hex4(x, &low) || low < 0xdc00 ||
		    low > 0xdfff)
			return false;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	} else if (c >= 0xdc00 && c < 0xe000)
		return false;
	*to += utf8(c, *to);
	return true;
}

static bool
escape(struct reading *x, char **to)
{
	static const char from[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
	const char *p;

	if (x->at == x->end || *x->at == '\0')
		return false;
	if (*x->at == 'u') {
		x->at++;
		return unicode(x, to);
	}
	p = strchr(from, *x->at++);
	if (p == NULL)
		return false;
	*(*to)++ = is[p - from];
	return true;
}

/* What is written is never longer than how it was escaped. */
static bool
unescape(struct reading *x, const char **s, uint32_t *n)
{
	const char *quote = x->at;
	char *text, *to;

	while (quote < x->end && *quote != '"')
		quote += *quote == '\\' ? 2 : 1;
	if (quote >= x->end)
		return false;
	text = to = arena_alloc(x->arena, (size_t)(quote - x->at) + 1);
	while (x->at < quote)
		if (*x->at != '\\')
			*to++ = *x->at++;
		else if (x->at++, !escape(x, &to))
			return false;
	x->at = quote + 1;
	*s = text;
	*n = (uint32_t)(to - text);
	return true;
}

/* Behind the first quote. */
static bool
string(struct reading *x, const char **s, uint32_t *n)
{
	const char *from = x->at, *quote, *back;

	quote = memchr(from, '"', (size_t)(x->end - from));
	if (quote == NULL)
		return false;
	back = memchr(from, '\\', (size_t)(quote - from));
	if (back != NULL)
		return unescape(x, s, n);
	*s = from;
	*n = (uint32_t)(quote - from);
	x->at = quote + 1;
	return true;
}

/* ---- Numbers */

static bool
one_of(struct reading *x, char a, char b)
{
	if (x->at == x->end || (*x->at != a && *x->at != b))
		return false;
	x->at++;
	return true;
}

static bool
digits(struct reading *x)
{
	const char *s = x->at;

	while (x->at < x->end && *x->at >= '0' && *x->at <= '9')
		x->at++;
	return x->at > s;
}

/* RFC 8259, section 6 */
static bool
number(struct reading *x, struct node *v)
{
	const char *s = x->at;

	one_of(x, '-', '-');
	if ((!one_of(x, '0', '0') && !digits(x)) ||
	    (one_of(x, '.', '.') && !digits(x)))
		return false;
	if (one_of(x, 'e', 'E')) {
		one_of(x, '+', '-');
		if (!digits(x))
			return false;
	}
	v->kind = VAL_TEXT;
	v->s = s;
	v->n = (uint32_t)num_short(s, (size_t)(x->at - s));
	return true;
}

/* ---- Objects and lists */

static struct node *
add(struct reading *x)
{
	struct node *v = x->n < x->max ? &x->nodes[x->n++] : NULL;

	if (v != NULL)
		*v = (struct node){ 0 };
	return v;
}

static bool
member(struct reading *x)
{
	struct node *v = add(x);

	return v != NULL && take(x, '"') && string(x, &v->name,
	    &v->name_len) && take(x, ':') && value(x, v);
}

static bool
item(struct reading *x)
{
	struct node *v = add(x);

	return v != NULL && value(x, v);
}

static void
list_items(struct reading *x, struct node *list)
{
	const struct node *v = list + 1;

	list->items = arena_alloc(x->arena, (list->n + 1) *
	    sizeof(*list->items));
	for (uint32_t i = 0; i < list->n; i++, v = v->next)
		list->items[i] = v;
}

static bool
inside(struct reading *x, struct node *v, char close,
    bool (*one)(struct reading *))
{
	x->at++;
	if (++x->depth > VIEW_DEPTH)
		return false;
	if (peek(x) != close)
		do {
			v->n++;
			if (!one(x))
				return false;
		} while (take(x, ','));
	x->depth--;
	return take(x, close);
}

static bool
other(struct reading *x, struct node *v)
{
	v->kind = VAL_FLAG;
	if (word(x, "false"))
		return true;
	v->flag = true;
	if (word(x, "true"))
		return true;
	v->kind = VAL_NONE;
	return word(x, "null") || number(x, v);
}

static bool
value(struct reading *x, struct node *v)
{
	bool ok;

	switch (peek(x)) {
	case '{':
		v->kind = VAL_OBJECT;
		ok = inside(x, v, '}', member);
		break;
	case '[':
		v->kind = VAL_LIST;
		ok = inside(x, v, ']', item);
		break;
	case '"':
		v->kind = VAL_TEXT;
		x->at++;
		ok = string(x, &v->s, &v->n);
		break;
	default:
		ok = other(x, v);
	}
	v->next = &x->nodes[x->n];
	if (ok && v->kind == VAL_LIST)
		list_items(x, v);
	return ok;
}

/* No value without one of these before it, but the first. */
static size_t
most(const char *s, size_t n)
{
	size_t most = 1;

	for (size_t i = 0; i < n; i++)
		most += s[i] == ',' || s[i] == '[' || s[i] == '{';
	return most;
}

const struct view *
view_read(struct arena *a, const char *s, size_t n)
{
	struct reading x = { .arena = a, .at = s, .end = s + n,
	    .max = most(s, n) };
	struct view *view = arena_alloc(a, sizeof(*view));

	x.nodes = arena_alloc(a, (x.max + 1) * sizeof(*x.nodes));
	view->nodes = x.nodes;
	if (!value(&x, add(&x)) || peek(&x) != '\0' || x.at != x.end)
		return NULL;
	return view;
}

/* ---- As values of a template */

static struct val node_val(const struct node *);

static bool
node_get(struct render *r, const struct val *object, const char *name,
    size_t len, struct val *out)
{
	const struct node *v = object->data, *m = v + 1;

	(void)r;
	for (; m < v->next; m = m->next)
		if (m->name_len == len && memcmp(m->name, name, len) == 0) {
			*out = node_val(m);
			return true;
		}
	return false;
}

static void
node_item(struct render *r, const struct val *list, size_t i,
    struct val *out)
{
	const struct node *v = list->data;

	(void)r;
	*out = node_val(v->items[i]);
}

static struct val
node_val(const struct node *v)
{
	static const struct source source = { .get = node_get,
	    .item = node_item };
	struct val val = { .kind = v->kind };

	if (v->kind == VAL_FLAG)
		val.flag = v->flag;
	else if (v->kind == VAL_TEXT) {
		val.s = v->s;
		val.n = v->n;
	} else if (v->kind == VAL_OBJECT)
		val = val_object(&source, v, 0);
	else if (v->kind == VAL_LIST)
		val = val_list(&source, v, v->n);
	return val;
}

struct val
view_val(const struct view *view)
{
	return node_val(view->nodes);
}

bool
view_is_object(const struct view *view)
{
	return view != NULL && view->nodes->kind == VAL_OBJECT;
}

bool
view_get(const struct view *view, const char *name, size_t len,
    struct val *out)
{
	struct val root = node_val(view->nodes);

	return root.kind == VAL_OBJECT &&
	    node_get(NULL, &root, name, len, out);
}
