#include "core.h"

#include <jansson.h>

#include "buf.h"
#include "ctl.h"
#include "describe.h"
#include "route.h"

static json_t *
route_json(const struct service *s, const struct route *rt)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:b, s:s}",
	    "service", s->name, "method", method_name(rt->method),
	    "path", rt->path, "permission", rt->may, "page", rt->page,
	    "api", !(rt->flags & R_NO_API), "summary", rt->summary);
}

static int
print_json(const struct service *const *all, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i]->n; k++)
			json_array_append_new(list,
			    route_json(all[i], &all[i]->routes[k]));
	json_dumpf(list, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	putchar('\n');
	json_decref(list);
	return CTL_OK;
}

int
cmd_routes(struct ctl *c, char **argv)
{
	bool json = false;
	const struct opt opts[] = {
		{ "json", NULL, "as JSON, for programs", NULL, &json },
	};
	const struct service *const *all;
	size_t n;

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	all = ctl_services(&n);
	if (json)
		return print_json(all, n);
	describe_table(all, n, stdout);
	return CTL_OK;
}

int
cmd_openapi(struct ctl *c, char **argv)
{
	const struct service *const *all;
	struct buf b;
	size_t n;

	if (!opt_read(c, argv, NULL, 0))
		return c->status;
	all = ctl_services(&n);
	buf_init(&b, &c->arena, 16u << 20);
	describe_openapi(all, n, PACKAGE_VERSION, &b);
	if (b.broken)
		return ctl_fail(c, "the document is too long");
	puts(buf_text(&b));
	return CTL_OK;
}
