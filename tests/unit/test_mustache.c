/* The templates: our own rules; test_spec.c has those of the specification. */
#include "core.h"

#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "mustache.h"
#include "suite.h"

static struct arena arena;
static char why[256];

static void
shout(struct render *r, const char *inner, size_t n, struct buf *out)
{
	buf_puts(out, r->user);
	buf_lit(out, "[");
	buf_html(out, inner, n);
	buf_lit(out, "]");
}

static const struct helper helpers[] = {
	{ "shout", shout },
	{ NULL, NULL },
};

/* The template "main" of the set, with the template "page" as content. */
static const char *
render(const struct templates *set, const struct val *v, size_t n)
{
	char user[] = "user";
	struct render r = { .arena = &arena, .user = user,
	    .content = templates_find(set, "page") };
	struct buf out;

	buf_init(&out, &arena, 1 << 20);
	if (!mustache_render(templates_find(set, "main"), &r, v, n, &out))
		return r.error;
	return buf_text(&out);
}

/* Pairs of name and text, then NULL. */
static struct templates *
make(const char *name, ...)
{
	struct templates *set = templates_new(helpers);
	va_list ap;

	why[0] = '\0';
	va_start(ap, name);
	for (; name != NULL; name = va_arg(ap, const char *)) {
		const char *text = va_arg(ap, const char *);

		if (!templates_add(set, name, text, strlen(text), why,
		    sizeof(why)))
			break;
	}
	va_end(ap);
	if (why[0] == '\0')
		templates_link(set, why, sizeof(why));
	return set;
}

static bool
same(const char *got, const char *want)
{
	if (strcmp(got, want) == 0)
		return true;
	fprintf(stderr, "got  \"%s\"\nwant \"%s\"\n", got, want);
	return false;
}

/* One template over JSON. */
static bool
gives(const char *text, const char *json, const char *want)
{
	struct templates *set = make("main", text, NULL);
	json_t *data = json_loads(json, JSON_DECODE_ANY, NULL);
	struct val v = val_json(&arena, data);
	bool good = same(why, "") && same(render(set, &v, 1), want);

	json_decref(data);
	templates_free(set);
	return good;
}

static bool
refuses(const char *text, const char *want)
{
	templates_free(make("main", text, NULL));
	return same(why, want);
}

/* Rows of id, name and room; data is their texts. */
static int columns_asked;

static int
row_column(const void *data, const char *name, size_t len)
{
	static const char *const names[] = { "id", "name", "room" };

	(void)data;
	(void)len;
	columns_asked++;
	for (int i = 0; i < 3; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static void
row_value(struct render *r, const struct val *row, int column,
    struct val *out)
{
	const char *const *texts = row->data;

	(void)r;
	*out = val_text(texts[3 * row->at + (size_t)column]);
}

static const struct source rows = { .column = row_column,
    .value = row_value };

/* Our own rules. */

static void
truth(void)
{
	T_TRUE(gives("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":0}", "yes"));
	T_TRUE(gives("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":{}}", "yes"));
	T_TRUE(gives("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":\"\"}", "no"));
	T_TRUE(gives("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":[]}", "no"));
}

static void
values(void)
{
	T_TRUE(gives("{{a}}", "{\"a\":9223372036854775807}",
	    "9223372036854775807"));
	T_TRUE(gives("", "{}", ""));
	T_TRUE(gives("{{a}}", "{\"a\":0.1}", "0.1"));
	T_TRUE(gives("{{a}}", "{\"a\":123456789.012345}",
	    "123456789.012345"));
	T_TRUE(gives("{{a}}{{b}}", "{\"a\":true,\"b\":false}", "truefalse"));
	T_TRUE(gives("{{a}}{{b}}", "{\"a\":[1],\"b\":{\"c\":1}}", ""));
	T_TRUE(gives("<p title='{{a}}'>", "{\"a\":\"<&>\\\"'\"}",
	    "<p title='&lt;&amp;&gt;&quot;&#39;'>"));
}

static void
errors(void)
{
	T_TRUE(refuses("a\n\n{{b", "main.html:3: a tag without its \"}}\""));
	T_TRUE(refuses("{{{b}}", "main.html:1: a tag without its \"}}}\""));
	T_TRUE(refuses("\n{{}}", "main.html:2: a tag without a name"));
	T_TRUE(refuses("{{a b}}", "main.html:1: \"a b\" is not a name"));
	T_TRUE(refuses("{{a..b}}", "main.html:1: \"a..b\" is not a name"));
	T_TRUE(refuses("{{a.}}", "main.html:1: \"a.\" is not a name"));
	T_TRUE(refuses("{{#a}}\n{{#b}}\n{{/a}}",
	    "main.html:3: {{/a}}, but b of line 2 is open"));
	T_TRUE(refuses("{{/a}}", "main.html:1: {{/a}} closes nothing"));
	T_TRUE(refuses("a\n {{^a}}", "main.html:2: a is not closed"));
	T_TRUE(refuses("{{=a=}}",
	    "main.html:1: \"a\" are not delimiters"));
	T_TRUE(refuses("{{= a b c =}}",
	    "main.html:1: more than two delimiters"));
	T_TRUE(refuses("a\nb{{>c}}",
	    "main.html:2: there is no partial c"));
	T_TRUE(refuses("{{^shout}}{{/shout}}",
	    "main.html:1: {{^shout}}, but shout is a helper"));
	templates_free(make("a", "", "b", "", "a", "", NULL));
	T_TRUE(same(why, "a.html: there are two"));
	templates_free(make("content", "", NULL));
	CU_ASSERT_STRING_NOT_EQUAL(why, "");
}

static void
limits(void)
{
	struct templates *set;
	char text[1024] = "";
	struct buf b;

	for (int i = 0; i <= SECTIONS_MAX; i++)
		strncat(text, "{{#a}}", sizeof(text) - strlen(text) - 1);
	T_TRUE(refuses(text, "main.html:1: more than 16 sections deep"));
	set = make("main", "{{>main}}{{>main}}", NULL);
	T_TRUE(same(render(set, NULL, 0),
	    "more than 32 partials deep at main"));
	templates_free(set);
	set = templates_new(NULL);
	T_FALSE(templates_add(set, "nul", "a\0b", 3, why,
	    sizeof(why)));
	T_TRUE(same(why, "nul.html:1: a NUL byte"));
	buf_init(&b, &arena, TEMPLATE_MAX + 1);
	while (buf_room(&b, 1))
		buf_lit(&b, " ");
	T_FALSE(templates_add(set, "long", b.s, TEMPLATE_MAX + 1, why,
	    sizeof(why)));
	T_TRUE(same(why, "long.html:1: longer than 1048576 bytes"));
	templates_free(set);
}

/* Ten lists of ten, seven deep, would be a hundred million steps. */
static void
every_render_ends(void)
{
	T_TRUE(gives("{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}"
	    "{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}",
	    "{\"a\":[1,2,3,4,5,6,7,8,9,10]}",
	    "the page takes too many steps"));
}

/* However small the pieces are. */
static void
full_buffer(void)
{
	struct templates *set = make("main", "{{#rows}}{{id}}{{/rows}}", NULL);
	const char *texts[300];
	const struct member members[] = {
	    { "rows", val_list(&rows, texts, NITEMS(texts) / 3) },
	    { NULL, val_flag(false) } };
	struct val v = val_members(members);
	struct render r = { .arena = &arena };
	struct buf out;

	for (size_t i = 0; i < NITEMS(texts); i++)
		texts[i] = "<text>";
	buf_init(&out, &arena, 1000);
	T_FALSE(mustache_render(templates_find(set, "main"), &r, &v, 1,
	    &out));
	T_TRUE(same(r.error, "the page is too long"));
	buf_init(&out, &arena, 1200);
	T_TRUE(mustache_render(templates_find(set, "main"), &r, &v, 1,
	    &out));
	T_EQ(out.n, 1200);
	CU_ASSERT_PTR_NULL(r.error);
	templates_free(set);
}

static void
helper_sections(void)
{
	const char *data = "{\"a\":\"<x>\",\"shout\":[1,2],\"l\":[1,2]}";

	T_TRUE(gives("{{#shout}}go {{a}}{{/shout}}", data,
	    "user[go &lt;x&gt;]"));
	T_TRUE(gives("{{#shout}}{{/shout}}", data, "user[]"));
	T_TRUE(gives("{{#l}}{{#shout}}{{.}}{{/shout}}{{/l}}", data,
	    "user[1]user[2]"));
	T_TRUE(gives("{{#shout}}{{#shout}}{{a}}{{/shout}}-{{#shout}}b"
	    "{{/shout}}{{/shout}}{{#shout}}c{{/shout}}{{a}}", data,
	    "user[user[&amp;lt;x&amp;gt;]-user[b]]user[c]&lt;x&gt;"));
	T_TRUE(gives("{{#l}}{{#shout}}{{#shout}}{{/shout}}{{/shout}}{{/l}}",
	    data, "user[user[]]user[user[]]"));
}

static void
layout(void)
{
	struct templates *set = make("main", "<main>\n  {{>content}}\n</main>"
	    "\n", "page", "<h1>{{title}}</h1>\n<p>\n", NULL);
	const struct pair pairs[] = { { "title", "A&B" }, { NULL, NULL } };
	struct val v = val_pairs(pairs);

	T_TRUE(same(render(set, &v, 1),
	    "<main>\n<h1>A&amp;B</h1>\n<p>\n</main>\n"));
	templates_free(set);
	set = make("main", "[{{>content}}]", NULL);
	T_TRUE(same(render(set, &v, 1), "[]"));
	templates_free(set);
	set = make("main", "{{>content}}", "page", "{{>content}}", NULL);
	T_TRUE(same(render(set, &v, 1),
	    "more than 32 partials deep at page"));
	templates_free(set);
}

/* Nested partials add up; sections, empty lines and values do not count. */
static void
indentation(void)
{
	struct templates *set = make("main", "<ul>\n  {{>a}}\n</ul>\n",
	    "a", "{{#l}}\n{{.}}!\n\n\t{{>b}}\n{{/l}}\n{{^l}}x{{/l}}end {{>b}}",
	    "b", "one\ntwo {{{nl}}}.\n{{{nl}}}\n", NULL);
	json_t *data = json_loads("{\"l\":[1,2],\"nl\":\"a\\nb\"}", 0, NULL);
	struct val v = val_json(&arena, data);

	T_TRUE(same(render(set, &v, 1), "<ul>\n"
	    "  1!\n\n  \tone\n  \ttwo a\nb.\n  \ta\nb\n"
	    "  2!\n\n  \tone\n  \ttwo a\nb.\n  \ta\nb\n"
	    "  end one\ntwo a\nb.\na\nb\n</ul>\n"));
	json_decref(data);
	templates_free(set);
}

/* Contexts. */

static void
pairs_and_members(void)
{
	struct templates *set = make("main", "{{me.id}} {{#me}}{{role.name}}"
	    "{{nick}}{{/me}} {{me.roles}}{{mem}}|{{title}}|{{#on}}on{{/on}}"
	    "{{who.me.id}}{{other}}", NULL);
	const struct pair pairs[] = { { "mex", "no" }, { "me.id", "7" },
	    { "mem", "m" }, { "me.role.name", "dean" }, { "nick", "outer" },
	    { "me.nick", NULL }, { "title", "old" }, { NULL, NULL } };
	const struct member members[] = { { "title", val_text("new") },
	    { "on", val_flag(true) }, { "who", val_pairs(pairs) },
	    { "none", val_text(NULL) }, { NULL, val_flag(false) } };
	const struct val v[] = { val_pairs(pairs), val_members(members) };

	T_TRUE(same(render(set, v, 2), "7 dean m|new|on7"));
	templates_free(set);
}

static void
rows_ask_for_a_column_once(void)
{
	static const char *const texts[] = { "1", "Ada", NULL, "2", "<B>",
	    NULL, "3", "Cy", NULL };
	struct templates *set = make("main", "{{#items}}{{id}}={{name}}{{room}}"
	    "{{school}}{{name}};{{/items}}{{#one}}{{name}}{{/one}}", NULL);
	const struct member members[] = {
	    { "items", val_list(&rows, texts, 3) },
	    { "one", val_object(&rows, texts, 2) },
	    { "room", val_text("outer room") }, { "school", val_text("S") },
	    { NULL, val_flag(false) } };
	struct val v = val_members(members);

	columns_asked = 0;
	T_TRUE(same(render(set, &v, 1),
	    "1=AdaSAda;2=&lt;B&gt;S&lt;B&gt;;3=CySCy;Cy"));
	T_EQ(columns_asked, 4);
	templates_free(set);
}

/* Names. */

static void
list_use(void *arg, const struct use *use)
{
	static const char kinds[] = "v&#^";

	buf_printf(arg, "%c%s in %s at %s:%u\n", kinds[use->kind], use->name,
	    use->within, use->file, use->line);
}

static void
names(void)
{
	struct templates *set = make("main", "{{title}}\n{{#items}}\n{{#a.b}}"
	    "{{{c}}}{{/a.b}}\n{{>row}}\n{{/items}}\n{{^items}}{{.}}{{/items}}"
	    "{{>content}}", "row", "\n{{#shout}}{{d}}{{/shout}}{{>row}}",
	    NULL);
	struct buf b;

	buf_init(&b, &arena, 4096);
	template_names(templates_find(set, "main"), list_use, &b);
	T_TRUE(same(b.s, "vtitle in  at main:1\n"
	    "#items in  at main:2\n#a.b in items at main:3\n"
	    "&c in items/a.b at main:3\nvd in items at row:2\n"
	    "^items in  at main:6\nv. in  at main:6\n"));
	templates_free(set);
}

/* Files. */

static void
put(const char *dir, const char *name, const char *text)
{
	FILE *f = fopen(arena_printf(&arena, "%s/%s", dir, name), "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fputs(text, f);
	fclose(f);
}

static void
loaded_folder(const char *dir)
{
	struct templates *set = templates_load(
	    arena_printf(&arena, "%s/", dir), helpers, why, sizeof(why));

	CU_ASSERT_PTR_NOT_NULL_FATAL(set);
	T_TRUE(same(render(set, NULL, 0), "main: sub"));
	T_TRUE(same(template_name(templates_at(set, 0)), "courses/sub"));
	T_TRUE(same(template_name(templates_at(set, 1)), "main"));
	CU_ASSERT_PTR_NULL(templates_at(set, 2));
	CU_ASSERT_PTR_NULL(templates_find(set, "courses"));
	templates_free(set);
}

static bool
folder_refused(const char *dir, const char *want)
{
	struct templates *set = templates_load(dir, NULL, why, sizeof(why));

	templates_free(set);
	return set == NULL && same(why, want);
}

static void
folders(void)
{
	char dir[] = "/tmp/lyceum-mustache-XXXXXX";
	const char *sub;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	sub = arena_printf(&arena, "%s/courses", dir);
	T_TRUE(folder_refused(dir, arena_printf(&arena,
	    "%s: no *.html in there", dir)));
	T_EQ(mkdir(sub, 0700), 0);
	put(dir, "main.html", "main: {{>courses/sub}}");
	put(dir, ".hidden.html", "{{");
	put(dir, "notes.txt", "{{");
	put(sub, "sub.html", "sub");
	loaded_folder(dir);
	put(sub, "sub.html", "\n{{>none}}");
	T_TRUE(folder_refused(dir,
	    "courses/sub.html:2: there is no partial none"));
	put(sub, "sub.html", "{{");
	T_TRUE(folder_refused(dir,
	    "courses/sub.html:1: a tag without its \"}}\""));
	T_TRUE(folder_refused("/nonexistent",
	    "/nonexistent: No such file or directory"));
	unlink(arena_printf(&arena, "%s/sub.html", sub));
	unlink(arena_printf(&arena, "%s/main.html", dir));
	unlink(arena_printf(&arena, "%s/.hidden.html", dir));
	unlink(arena_printf(&arena, "%s/notes.txt", dir));
	rmdir(sub);
	rmdir(dir);
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "truth", truth },
		{ "values", values },
		{ "errors", errors },
		{ "limits", limits },
		{ "every render ends", every_render_ends },
		{ "full buffer", full_buffer },
		{ "helpers", helper_sections },
		{ "layout", layout },
		{ "indentation", indentation },
		{ "pairs and members", pairs_and_members },
		{ "rows ask for a column once", rows_ask_for_a_column_once },
		{ "names", names },
		{ "folders", folders },
		CU_TEST_INFO_NULL,
	};
	int status = suite_run("mustache", tests);

	arena_free(&arena);
	return status;
}
