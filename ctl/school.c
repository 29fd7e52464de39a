#include "core.h"

#include "copy.h"
#include "ctl.h"

static int
create(struct ctl *c, const char *code, const char *name, const char *zone)
{
	const char *params[] = { code, name, zone };
	struct copy *db = ctl_db(c);

	if (db == NULL)
		return c->status;
	if (!copy_ask(db, "insert into academics.schools (code, name, timezone)"
	    " values ($1, $2, $3) returning id", params, 3)) {
		const char *constraint = copy_constraint(db);

		if (strcmp(constraint, "school_code_taken") == 0)
			ctl_fail(c, "there is a school %s already", code);
		else if (strcmp(constraint, "schools_code_check") == 0)
			ctl_fail(c, "--code is 2 to 20 of A-Z, 0-9 and -, not "
			    "%s", code);
		else if (strcmp(constraint, "schools_name_check") == 0)
			ctl_fail(c, "--name has 2 to 255 characters");
		else
			return ctl_db_failed(c, db, "the school was not made");
		copy_close(db);
		return CTL_FAILED;
	}
	printf("school %s made, id %s\nnext: lyceumctl user create --school "
	    "%s --role admin --email E --name N\n", code, copy_at(db, 0, 0),
	    code);
	copy_close(db);
	return CTL_OK;
}

int
cmd_school_create(struct ctl *c, char **argv)
{
	const char *code = NULL, *name = NULL, *zone = "UTC";
	const struct opt opts[] = {
		{ "code", "CODE", "short, unique: A-Z, 0-9 and -", &code,
		    NULL },
		{ "name", "NAME", "as people know it", &name, NULL },
		{ "timezone", "ZONE", "like Europe/Madrid (UTC)", &zone,
		    NULL },
	};

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	if (code == NULL || name == NULL)
		return ctl_usage(c, "say --code and --name");
	return create(c, code, name, zone);
}
