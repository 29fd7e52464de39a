/* The claims of access tokens; see test_token.c. */
#include "core.h"

#include "forge.h"
#include "suite.h"

static void
missing_claims(void)
{
	static const char *const names[] = {
		"iss", "aud", "sub", "sid", "school_id", "jti", "role",
		"user_type", "full_name", "email", "iat", "nbf", "exp",
	};
	const char *want = "a claim is missing or of another type";

	for (size_t i = 0; i < NITEMS(names); i++) {
		claim_is(names[i], NULL, want);
		claim_is(names[i], json_null(), want);
		claim_is(names[i], json_pack("[s]", realm.aud), want);
		claim_is(names[i], json_real(1705333500.5), want);
	}
	claim_is("exp", json_string("1705334400"), want);
	claim_is("sub", json_integer(7), want);
	claim_is("admin_role", json_integer(7), want);
}

static void
realms(void)
{
	claim_is("iss", json_string("https://evil.example"), "iss is another");
	claim_is("iss", json_string("https://lyceum.example/"),
	    "iss is another");
	claim_is("aud", json_string("beacon"), "aud is another");
	claim_is("aud", json_string(""), "aud is another");
}

/* Each second around the borders, as a clock would pass them. */
static void
times(void)
{
	char *t = forge(good_head(), good_claims()), *later;

	for (int64_t at = NOW - 20; at < NOW + TOKEN_LIFETIME + 20; at++)
		T_SAME(verdict(t, at), at < NOW - TOKEN_LEEWAY ?
		    "not valid yet" : at >= NOW + TOKEN_LIFETIME +
		    TOKEN_LEEWAY ? "expired" : "accepted");
	later = forge(good_head(), claims_with("nbf", json_integer(NOW + 60)));
	T_SAME(verdict(later, NOW + 54), "not valid yet");
	T_SAME(verdict(later, NOW + 55), "accepted");
	later = forge(good_head(), claims_with("iat", json_integer(NOW + 60)));
	T_SAME(verdict(later, NOW + 54), "issued in the future");
	T_SAME(verdict(later, NOW + 55), "accepted");
}

static void
odd_times(void)
{
	claim_is("exp", json_integer(NOW + TOKEN_LIFETIME + 1),
	    "lives too long");
	claim_is("iat", json_integer(NOW - 1), "lives too long");
	claim_is("exp", json_integer(-1), "a time is out of range");
	claim_is("iat", json_integer(-1), "a time is out of range");
	claim_is("nbf", json_integer(-1), "a time is out of range");
	claim_is("exp", json_integer(INT64_MAX), "a time is out of range");
	claim_is("nbf", json_integer(INT64_MAX), "a time is out of range");
	claim_is("iat", json_integer(INT64_MAX), "a time is out of range");
	claim_is("exp", json_integer(NOW - TOKEN_LEEWAY), "expired");
}

static void
identifiers(void)
{
	static const char *const bad[] = {
		"", "7", "0190a5b0-0000-7000-8000-00000000000g",
		"0190a5b0-0000-7000-8000-000000000001 ",
	};

	for (size_t i = 0; i < NITEMS(bad); i++) {
		claim_is("sub", json_string(bad[i]), "sub is not a UUID");
		claim_is("sid", json_string(bad[i]), "sid is not a UUID");
		claim_is("school_id", json_string(bad[i]),
		    "school_id is not a UUID");
		claim_is("jti", json_string(bad[i]), "jti is not a UUID");
	}
}

static void
roles(void)
{
	claim_is("role", json_string("root"), "the role is unknown");
	claim_is("role", json_string("none"), "the role is unknown");
	claim_is("role", json_string(""), "the role is unknown");
	claim_is("role", json_string("Student"), "the role is unknown");
	claim_is("role", json_string("admin"), "role and user_type differ");
	claim_is("user_type", json_string("admin"),
	    "role and user_type differ");
	claim_is("admin_role", json_string("0123456789abcdef"),
	    "admin_role is too long");
	claim_is("admin_role", json_string("0123456789abcde"), "accepted");
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "missing claims", missing_claims },
		{ "issuer and audience", realms },
		{ "times", times },
		{ "odd times", odd_times },
		{ "identifiers", identifiers },
		{ "roles", roles },
		CU_TEST_INFO_NULL,
	};
	int status = forge_open() ? suite_run("claims", tests) : 2;

	forge_close();
	return status;
}
