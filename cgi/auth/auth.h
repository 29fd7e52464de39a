/*
 * auth.h - identity: signing in, sessions, people and roles; and what is
 * said about all of Lyceum: metrics, keys, documentation.
 *
 * Handlers take a request whose input is read and checked; they end with the
 * error of the request, which is the first failure of all that they called.
 */
#ifndef AUTH_SERVICE_H
#define AUTH_SERVICE_H

#include "route.h"

struct config;

extern const struct service auth_service;

extern const struct shape login_shape, login_page_shape, register_shape,
    register_page_shape, refresh_shape, password_shape, users_shape,
    user_new_shape, user_edit_shape, role_shape, device_shape;

enum err	auth_login(struct req *);
enum err	auth_register(struct req *);
enum err	auth_refresh(struct req *);
enum err	auth_logout(struct req *);
enum err	auth_logout_all(struct req *);
enum err	auth_session_end(struct req *);
enum err	auth_password_change(struct req *);

enum err	auth_users(struct req *);
enum err	auth_user_create(struct req *);
enum err	auth_user_update(struct req *);
enum err	auth_user_deactivate(struct req *);
enum err	auth_role_update(struct req *);
enum err	auth_device_bind(struct req *);
enum err	auth_device_take(struct req *);

enum err	auth_jwks(struct req *);
enum err	auth_metrics(struct req *);
enum err	auth_openapi(struct req *);
enum err	auth_docs(struct req *);

/* Reads the merged document; a worker without it describes itself alone. */
bool		docs_start(const struct config *);

#endif
