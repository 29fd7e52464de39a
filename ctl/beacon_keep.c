#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#include "beacon.h"

static const char *
file_of(struct web *w, const char *folder, const char *kind, const char *id)
{
	return arena_printf(w->arena, "%s/%s-%s.json", folder, kind, id);
}

static void
decref(void *json)
{
	json_decref(json);
}

json_t *
keep_read(struct web *w, const char *folder, const char *kind, const char *id)
{
	const char *file = file_of(w, folder, kind, id);
	json_error_t why;
	json_t *j;

	if (w->why != NULL || access(file, F_OK) != 0)
		return NULL;
	j = json_load_file(file, JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(j)) {
		web_fail(w, "%s cannot be read: %s", file,
		    j == NULL ? why.text : "it is no object");
		json_decref(j);
		return NULL;
	}
	arena_defer(w->arena, decref, j);
	return j;
}

static bool
write_all(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t n = strlen(text);
	bool ok;

	if (fd < 0)
		return false;
	ok = fchmod(fd, 0600) == 0 && write(fd, text, n) == (ssize_t)n &&
	    fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

void
keep_write(struct web *w, const char *folder, const char *kind, const char *id,
    json_t *value)
{
	const char *file = file_of(w, folder, kind, id);
	const char *aside = arena_printf(w->arena, "%s.new", file);
	char *text = value == NULL ? NULL : json_dumps(value, JSON_INDENT(2));

	json_decref(value);
	if (w->why == NULL && text == NULL)
		web_fail(w, "out of memory");
	if (w->why == NULL && mkdir(folder, 0700) != 0 && errno != EEXIST)
		web_fail(w, "%s: %s", folder, strerror(errno));
	if (w->why == NULL &&
	    (!write_all(aside, text) || rename(aside, file) != 0))
		web_fail(w, "%s: %s", file, strerror(errno));
	free(text);
}
