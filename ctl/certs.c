#include "core.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "ctl.h"
#include "grpc_wire.h"

#define CA_DAYS		3650
#define LEAF_DAYS	397
#define RENEW_DAYS	30	/* a server certificate that ends sooner */
#define DAY		(24 * 3600L)

/* What goes into a certificate, and who signs it. */
struct cert {
	const char	*name;		/* CN */
	long		 days;
	const char	*constraints, *usage, *purpose, *names;
	X509		*issuer;	/* NULL: itself */
	EVP_PKEY	*issuer_key;
};

/* A key with its certificate. */
struct pair {
	EVP_PKEY	*key;
	X509		*cert;
};

static void
pair_free(struct pair *p)
{
	EVP_PKEY_free(p->key);
	X509_free(p->cert);
	*p = (struct pair){ NULL };
}

/* ---- Making */

static bool
add_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *e;
	X509V3_CTX ctx;
	bool ok;

	if (value == NULL)
		return true;
	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ok = e != NULL && X509_add_ext(x, e, -1) == 1;
	X509_EXTENSION_free(e);
	return ok;
}

static bool
add_name(X509_NAME *n, const char *field, const char *value)
{
	return X509_NAME_add_entry_by_txt(n, field, MBSTRING_UTF8,
	    (const unsigned char *)value, -1, -1, 0) == 1;
}

/* Twenty bytes at most, positive, and nobody guesses the next (RFC 5280). */
static bool
set_serial(X509 *x)
{
	unsigned char b[16];
	BIGNUM *n = NULL;
	bool ok;

	ok = RAND_bytes(b, sizeof(b)) == 1;
	b[0] = (unsigned char)((b[0] & 0x7f) | 0x40);
	if (ok)
		n = BN_bin2bn(b, sizeof(b), NULL);
	ok = n != NULL && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) !=
	    NULL;
	BN_free(n);
	return ok;
}

static bool
fill(X509 *x, EVP_PKEY *key, const struct cert *c)
{
	X509_NAME *n = X509_get_subject_name(x);
	X509 *issuer = c->issuer != NULL ? c->issuer : x;

	return X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
	    add_name(n, "O", "Lyceum") && add_name(n, "CN", c->name) &&
	    X509_set_issuer_name(x, X509_get_subject_name(issuer)) == 1 &&
	    X509_gmtime_adj(X509_getm_notBefore(x), -300) != NULL &&
	    X509_gmtime_adj(X509_getm_notAfter(x), c->days * DAY) != NULL &&
	    X509_set_pubkey(x, key) == 1 &&
	    add_extension(x, issuer, NID_basic_constraints, c->constraints) &&
	    add_extension(x, issuer, NID_key_usage, c->usage) &&
	    add_extension(x, issuer, NID_ext_key_usage, c->purpose) &&
	    add_extension(x, issuer, NID_subject_alt_name, c->names) &&
	    add_extension(x, issuer, NID_subject_key_identifier, "hash") &&
	    add_extension(x, issuer, NID_authority_key_identifier,
		"keyid:always");
}

static bool
make(const struct cert *c, struct pair *out)
{
	out->key = EVP_EC_gen("P-256");
	out->cert = X509_new();
	if (out->key != NULL && out->cert != NULL &&
	    fill(out->cert, out->key, c) && X509_sign(out->cert,
	    c->issuer_key != NULL ? c->issuer_key : out->key,
	    EVP_sha256()) > 0)
		return true;
	pair_free(out);
	return false;
}

/* ---- Files */

struct files {
	const char	*key, *cert;
};

static struct files
files_of(struct ctl *c, const char *dir, const char *name)
{
	return (struct files){
		arena_printf(&c->arena, "%s/%s.key", dir, name),
		arena_printf(&c->arena, "%s/%s.crt", dir, name)
	};
}

static FILE *
open_new(const char *path, mode_t mode)
{
	int fd;
	FILE *f;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    mode);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (f == NULL && fd >= 0)
		close(fd);
	return f;
}

/* Aside, then renamed: nobody reads the half of it. */
static bool
write_pem(struct ctl *c, const char *path, const struct pair *p, bool key)
{
	const char *aside = arena_printf(&c->arena, "%s.new", path);
	FILE *f = open_new(aside, key ? 0600 : 0644);
	bool ok;

	if (f == NULL)
		return false;
	ok = key ? PEM_write_PKCS8PrivateKey(f, p->key, NULL, NULL, 0, NULL,
	    NULL) == 1 : PEM_write_X509(f, p->cert) == 1;
	ok = fflush(f) == 0 && fsync(fileno(f)) == 0 && ok;
	ok = fclose(f) == 0 && ok;
	return ok && rename(aside, path) == 0;
}

/* The key first: a certificate without its key would be of no use. */
static bool
save(struct ctl *c, const struct files *to, const struct pair *p)
{
	return write_pem(c, to->key, p, true) &&
	    write_pem(c, to->cert, p, false);
}

static bool
load(const struct files *from, struct pair *out)
{
	FILE *key = fopen(from->key, "re"), *cert = fopen(from->cert, "re");

	if (key != NULL && cert != NULL) {
		out->key = PEM_read_PrivateKey(key, NULL, NULL, NULL);
		out->cert = PEM_read_X509(cert, NULL, NULL, NULL);
	}
	if (key != NULL)
		fclose(key);
	if (cert != NULL)
		fclose(cert);
	if (out->key != NULL && out->cert != NULL &&
	    X509_check_private_key(out->cert, out->key) == 1)
		return true;
	pair_free(out);
	return false;
}

static bool
lasts(const struct pair *p, const struct pair *ca)
{
	time_t soon = time(NULL) + RENEW_DAYS * DAY;

	return X509_cmp_time(X509_get0_notAfter(p->cert), &soon) > 0 &&
	    X509_verify(p->cert, ca->key) == 1;
}

/* ---- Commands */

static const char *
folder(struct ctl *c, const char *dir)
{
	if (dir == NULL)
		dir = arena_printf(&c->arena, "%s/tls", c->conf.state_dir);
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return dir;
	c->status = ctl_fail(c, "the folder %s cannot be made: %s", dir,
	    strerror(errno));
	return NULL;
}

static int
failed(struct ctl *c, const char *what, const char *dir)
{
	unsigned long e = ERR_get_error();
	char why[256];

	ERR_error_string_n(e, why, sizeof(why));
	return ctl_fail(c, "%s was not made in %s: %s", what, dir,
	    e != 0 ? why : strerror(errno));
}

/* The authority that is there; whoever has its key can name services. */
static bool
authority(struct ctl *c, const char *dir, struct pair *ca)
{
	const struct files at = files_of(c, dir, "ca");
	const struct cert as = { .name = "Lyceum development CA",
		.days = CA_DAYS, .constraints = "critical,CA:TRUE,pathlen:0",
		.usage = "critical,keyCertSign,cRLSign" };

	if (load(&at, ca))
		return true;
	if (access(at.key, F_OK) == 0 || access(at.cert, F_OK) == 0) {
		c->status = ctl_fail(c, "%s and %s do not belong together, or "
		    "cannot be read; put them right, or remove both", at.key,
		    at.cert);
		return false;
	}
	if (make(&as, ca) && save(c, &at, ca)) {
		printf("made %s: the authority; its key stays here\n",
		    at.cert);
		return true;
	}
	c->status = failed(c, "an authority", dir);
	return false;
}

static int
leaf(struct ctl *c, const char *dir, const char *file, struct cert *as)
{
	const struct files at = files_of(c, dir, file);
	struct pair p = { NULL };
	int rc = CTL_OK;

	as->days = LEAF_DAYS;
	as->constraints = "critical,CA:FALSE";
	as->usage = "critical,digitalSignature";
	if (make(as, &p) && save(c, &at, &p))
		printf("made %s and %s\n", at.cert, at.key);
	else
		rc = failed(c, "a certificate", dir);
	pair_free(&p);
	return rc;
}

int
cmd_certs_create(struct ctl *c, char **argv)
{
	const char *dir = NULL;
	const struct opt opts[] = {
		{ "dir", "DIR", "where; otherwise tls in state_dir", &dir,
		    NULL },
	};
	struct cert as = { .name = "localhost", .purpose = "serverAuth",
		.names = "DNS:localhost,IP:127.0.0.1,IP:::1" };
	struct pair ca = { NULL }, old = { NULL };
	struct files at;

	if (!opt_read(c, argv, opts, NITEMS(opts)) || !ctl_conf(c) ||
	    (dir = folder(c, dir)) == NULL || !authority(c, dir, &ca))
		return c->status;
	at = files_of(c, dir, "server");
	as.issuer = ca.cert;
	as.issuer_key = ca.key;
	c->status = load(&at, &old) && lasts(&old, &ca) ? CTL_OK :
	    leaf(c, dir, "server", &as);
	pair_free(&old);
	pair_free(&ca);
	return c->status;
}

int
cmd_certs_client(struct ctl *c, char **argv)
{
	const char *dir = NULL, *name = NULL;
	const struct opt opts[] = {
		{ "name", "NAME", "of the service", &name, NULL },
		{ "dir", "DIR", "where; otherwise tls in state_dir", &dir,
		    NULL },
	};
	struct cert as = { .purpose = "clientAuth" };
	struct pair ca = { NULL };

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	if (name == NULL || !grpc_service_valid(name))
		return ctl_usage(c, "--name is 1 to %u letters, digits, "
		    "dots, dashes and underscores", GRPC_SERVICE_MAX);
	if (strcmp(name, "ca") == 0 || strcmp(name, "server") == 0)
		return ctl_usage(c, "a service cannot be called %s", name);
	if (!ctl_conf(c) || (dir = folder(c, dir)) == NULL ||
	    !authority(c, dir, &ca))
		return c->status;
	as.name = name;
	as.issuer = ca.cert;
	as.issuer_key = ca.key;
	c->status = leaf(c, dir, name, &as);
	pair_free(&ca);
	return c->status;
}
