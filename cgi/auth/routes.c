#include "core.h"
#include "auth.h"
#include "gen/identity.h"
#include "health.h"
#include "messages.h"

#define SIGN_IN_RATE	{ 300, 60 }	/* a lecture hall behind one address */
#define OPEN		{ "_open", &q_registration_open }
#define SCHOOLS		{ "schools", &q_registration_schools }

/* clang-format off */
static const struct route routes[] = {
/* Signing in and out */
{ M_GET, "/auth/login", .may = "public", .page = "auth/login",
  .in = &login_page_shape, .with = { OPEN }, .title = "Sign in",
  .flags = R_NO_API, .summary = "The form to sign in" },
{ M_POST, "/auth/login", auth_login, .may = "public", .in = &login_shape,
  .form = "/auth/login", .then = "/", .rate = SIGN_IN_RATE,
  .flags = R_BEGINS | R_SECRET,
  .fails = { ERR_CREDENTIALS, ERR_INACTIVE },
  .summary = "Sign in: tokens for a program, a cookie for a browser" },
{ M_GET, "/auth/register", .may = "public", .page = "auth/register",
  .in = &register_page_shape, .with = { OPEN, SCHOOLS },
  .title = "Make an account",
  .flags = R_NO_API, .summary = "The form to register" },
{ M_POST, "/auth/register", auth_register, .may = "public",
  .in = &register_shape, .form = "/auth/register", .then = "/users/{id}",
  .flash = "Welcome. You are signed in.", .status = 201,
  .rate = { 60, 600 }, .flags = R_BEGINS | R_SECRET,
  .fails = { ERR_REGISTRATION_CLOSED, ERR_EMAIL_TAKEN },
  .summary = "Make an account as a student, where the school allows it" },
{ M_POST, "/auth/refresh", auth_refresh, .may = "public",
  .in = &refresh_shape, .rate = { 600, 60 },
  .flags = R_BEARER | R_BEGINS | R_SECRET,
  .fails = { ERR_TOKEN, ERR_INACTIVE },
  .summary = "New tokens for a refresh token, which is used up" },
{ M_POST, "/auth/logout", auth_logout, .may = "self", .then = "/auth/login",
  .flash = "You are signed out.", .status = 204,
  .summary = "End this session" },
{ M_POST, "/auth/logout-all", auth_logout_all, .may = "self",
  .then = "/auth/login", .flash = "You are signed out everywhere.",
  .status = 204, .summary = "End all sessions of one's own" },

/* One's own account */
{ M_GET, "/auth/me", .may = "self", .query = &q_me, .page = "auth/me",
  .title = "My account", .summary = "Who is signed in" },
{ M_GET, "/auth/sessions", .may = "self", .query = &q_sessions,
  .page = "auth/sessions", .title = "Where you are signed in",
  .summary = "Sessions of one's own" },
{ M_DELETE, "/auth/sessions/{id}", auth_session_end, .may = "self",
  .then = "/auth/sessions", .flash = "That session has ended.",
  .fails = { ERR_NOT_FOUND }, .summary = "End one session of one's own" },
{ M_GET, "/auth/password/change", .may = "self", .page = "auth/password",
  .title = "Change password", .flags = R_NO_API,
  .summary = "The form to change one's password" },
{ M_POST, "/auth/password/change", auth_password_change, .may = "self",
  .in = &password_shape, .form = "/auth/password/change",
  .then = "/auth/me", .flash = "Your password is changed. "
  "Every other place is signed out.", .rate = SIGN_IN_RATE,
  .flags = R_BEGINS | R_SECRET, .fails = { ERR_CONFLICT },
  .summary = "Change one's password; all other sessions end" },

/* People */
{ M_GET, "/users", auth_users, .may = "users.list", .query = &q_users_list,
  .in = &users_shape, .page = "auth/users", .title = "People",
  .summary = "List and search people" },
{ M_GET, "/users/new", .may = "users.create", .page = "auth/user_new",
  .title = "New person", .flags = R_NO_API,
  .summary = "The form to add a person" },
{ M_POST, "/users", auth_user_create, .may = "users.create",
  .in = &user_new_shape, .form = "/users/new", .then = "/users/{id}",
  .flash = "The account works now.", .status = 201,
  .fails = { ERR_EMAIL_TAKEN, ERR_STUDENT_NUMBER_TAKEN, ERR_FORBIDDEN },
  .summary = "Make an account" },
{ M_GET, "/users/{id}", .may = "users.read", .query = &q_user_get,
  .page = "auth/user", .title = "{full_name}", .summary = "One person" },
{ M_PUT, "/users/{id}", auth_user_update, .may = "users.update",
  .current = &q_user_get, .in = &user_edit_shape,
  .touches = "people", .form = "/users/{id}",
  .then = "/users/{id}", .flash = "Saved.",
  .fails = { ERR_EMAIL_TAKEN, ERR_STUDENT_NUMBER_TAKEN, ERR_SELF_LOCKOUT,
  ERR_STALE, ERR_FORBIDDEN },
  .summary = "Change a person: administrators all, others their own name" },
{ M_DELETE, "/users/{id}", auth_user_deactivate, .may = "users.delete",
  .current = &q_user_get, .touches = "people", .form = "/users/{id}",
  .then = "/users/{id}",
  .flash = "The account is deactivated.",
  .fails = { ERR_SELF_LOCKOUT, ERR_STALE },
  .summary = "Deactivate an account; nothing is deleted" },

/* What students sign attendance with */
{ M_GET, "/users/{id}/devices", .of = &q_device_owner, .query = &q_devices,
  .may = "devices.read", .page = "auth/devices", .title = "Device to sign with",
  .with = { { "owner", &q_device_owner } },
  .summary = "The devices of a student, the newest first" },
{ M_POST, "/users/{id}/devices", auth_device_bind, .may = "devices.create",
  .in = &device_shape, .page = "auth/device_secret", .title = "{name}",
  .form = "/users/{id}/devices", .then = "/users/{id}/devices", .status = 201,
  .flags = R_SECRET, .fails = { ERR_DEVICE_TAKEN, ERR_DEVICE_BOUND },
  .summary = "Bind a device; what its light is made with is in this answer "
  "alone" },
{ M_DELETE, "/users/{id}/devices/{device_id}", auth_device_take,
  .may = "devices.delete", .form = "/users/{id}/devices",
  .then = "/users/{id}/devices", .flash = "The phone is removed.",
  .fails = { ERR_NOT_FOUND }, .summary = "Take a device away" },

/* Roles */
{ M_GET, "/roles", .may = "roles.read", .query = &q_roles,
  .page = "auth/roles", .title = "Roles",
  .summary = "What each role may do" },
{ M_GET, "/roles/{name}/permissions", .may = "roles.read",
  .query = &q_role_head, .with = { { "items", &q_role_permissions } },
  .page = "auth/role", .title = "Role: {name}",
  .summary = "What one role may do" },
{ M_PUT, "/roles/{name}/permissions", auth_role_update,
  .may = "roles.update", .current = &q_role_head, .in = &role_shape,
  .form = "/roles/{name}/permissions", .then = "/roles/{name}/permissions",
  .flash = "Saved.", .fails = { ERR_SELF_LOCKOUT, ERR_STALE },
  .summary = "Replace what one role may do" },

/* All of Lyceum */
{ M_GET, "/.well-known/jwks.json", auth_jwks, .may = "public",
  .gives = "application/jwk-set+json",
  .flags = R_BARE | R_NO_DB, .summary = "The keys that tokens are signed "
  "with" },
{ M_GET, "/metrics", auth_metrics, .may = "public",
  .gives = "text/plain; version=0.0.4; charset=utf-8",
  .flags = R_BARE | R_NO_DB, .fails = { ERR_NOT_FOUND },
  .summary = "Metrics for Prometheus" },
{ M_GET, "/openapi.json", auth_openapi, .may = "public", .flags = R_NO_DB,
  .summary = "This document" },
{ M_GET, "/docs", auth_docs, .may = "public", .page = "auth/docs",
  .title = "API", .flags = R_NO_API | R_NO_DB,
  .summary = "Every path, for people" },
HEALTH_ROUTES(""),
HEALTH_ROUTES("/auth"),
	IDENTITY_ROUTES,
};
/* clang-format on */

const struct service auth_service = {
	.name = "auth", .role = "lyceum_auth",
	.routes = routes, .n = NITEMS(routes), .start = docs_start,
};
