#include "core.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <health.pb-c.h>
#include <identity.pb-c.h>
#include <unistd.h>

#include "conf.h"
#include "db.h"
#include "gen/identity.h"
#include "grpc.h"
#include "messages.h"
#include "req.h"
#include "rows.h"
#include "site.h"

enum err
grpc_get_user(struct req *r)
{
	const Identity__Api__V1__GetUserLiteRequest *q = grpc_read(r,
	    &identity__api__v1__get_user_lite_request__descriptor);
	Identity__Api__V1__GetUserLiteResponse out =
	    IDENTITY__API__V1__GET_USER_LITE_RESPONSE__INIT;
	Identity__Api__V1__UserLite u = IDENTITY__API__V1__USER_LITE__INIT;
	const char *p[] = { q == NULL ? NULL : grpc_uuid(r, "user_id",
	    q->user_id), NULL };
	const struct rows *rs;

	if (r->err != OK)
		return r->err;
	rs = grpc_rows(r, &q_grpc_user, p);
	if (rows_count(rs) == 0)
		return grpc_fail(r, GRPC_NOT_FOUND, ERR_NOT_FOUND,
		    "There is no such user.");
	u.id = grpc_text(rs, "id");
	u.school_id = grpc_text(rs, "school_id");
	u.email = grpc_text(rs, "email");
	u.firstname = grpc_text(rs, "firstname");
	u.lastname = grpc_text(rs, "lastname");
	u.user_type = grpc_text(rs, "role");
	out.user = &u;
	return grpc_reply(r, &out);
}

enum err
grpc_exists(struct req *r)
{
	const Identity__Api__V1__ExistsRequest *q = grpc_read(r,
	    &identity__api__v1__exists_request__descriptor);
	Identity__Api__V1__ExistsResponse out =
	    IDENTITY__API__V1__EXISTS_RESPONSE__INIT;
	const char *p[] = { q == NULL ? NULL : grpc_uuid(r, "user_id",
	    q->user_id), NULL };

	if (r->err == OK)
		out.exists = rows_is(grpc_rows(r, &q_grpc_exists, p), 0,
		    "is_there");
	return grpc_reply(r, &out);
}

enum err
grpc_validate_device(struct req *r)
{
	const Identity__Api__V1__ValidateStudentDeviceRequest *q =
	    grpc_read(r,
	    &identity__api__v1__validate_student_device_request__descriptor);
	Identity__Api__V1__ValidateStudentDeviceResponse out =
	    IDENTITY__API__V1__VALIDATE_STUDENT_DEVICE_RESPONSE__INIT;
	const char *p[3] = { NULL };

	if (q != NULL) {
		p[0] = grpc_uuid(r, "student_id", q->student_id);
		p[1] = grpc_uuid(r, "device_identifier",
		    q->device_identifier);
	}
	if (r->err == OK)
		out.is_valid = rows_is(grpc_rows(r, &q_grpc_device, p), 0,
		    "is_valid");
	return grpc_reply(r, &out);
}

/* ---- Health */

#define STATUS(name)							\
	GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__##name

/* Which pool answers for which service; "" is the server as a whole. */
static const struct {
	const char	*service, *pool;
} served[] = {
	{ "", "auth" },
	{ "academics.api.v1.AcademicsQueryService", "courses" },
	{ "academics.api.v1.AcademicsCommandService", "beacon" },
	{ "attendance.api.v1.AttendanceCommandService", "beacon" },
	{ "identity.api.v1.IdentityQueryService", "auth" },
	{ "grpc.health.v1.Health", "auth" },
};

static const char *
pool_of(const char *service)
{
	for (size_t i = 0; i < NITEMS(served); i++)
		if (strcmp(served[i].service, service) == 0)
			return served[i].pool;
	return NULL;
}

/* A pool whose manager has gone leaves a socket that refuses. */
static bool
pool_listens(const char *pool)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd, n;
	bool ok;

	n = snprintf(a.sun_path, sizeof(a.sun_path), "%s/%s.sock",
	    site.conf->run_dir, pool);
	if (n < 0 || (size_t)n >= sizeof(a.sun_path))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	ok = connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0;
	close(fd);
	return ok;
}

enum err
grpc_health(struct req *r)
{
	const Grpc__Health__V1__HealthCheckRequest *q = grpc_read(r,
	    &grpc__health__v1__health_check_request__descriptor);
	Grpc__Health__V1__HealthCheckResponse out =
	    GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;
	const char *pool;
	bool ok;

	if (q == NULL)
		return r->err;
	pool = pool_of(q->service);
	if (pool == NULL)
		return grpc_fail(r, GRPC_NOT_FOUND, ERR_NOT_FOUND,
		    "There is no such service.");
	ok = db_alive() && (strcmp(pool, "auth") == 0 || pool_listens(pool));
	out.status = ok ? STATUS(SERVING) : STATUS(NOT_SERVING);
	return grpc_reply(r, &out);
}
