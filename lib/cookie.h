/*
 * cookie.h - the Cookie header read, Set-Cookie written.
 *
 * RFC 6265.  Every cookie of ours is for the whole site, this host alone, and
 * out of reach of scripts: Path=/, no Domain, HttpOnly.  Where the site is
 * served over TLS (`secure`) its name carries the prefix "__Host-", which a
 * browser gives to no cookie that another host or plain HTTP could have
 * planted; on plain-HTTP loopback, for development, both prefix and Secure
 * are dropped.  Callers always name a cookie without the prefix.
 *
 * Reading allocates nothing: the value points into the header.  A cookie that
 * is sent twice is not read at all, since one of the two is not ours.
 */
#ifndef COOKIE_H
#define COOKIE_H

#define COOKIE_SESSION	INT64_C(-1)	/* max_age: until the browser ends */
#define COOKIE_DELETE	INT64_C(0)

struct buf;

enum same_site { SAME_SITE_LAX, SAME_SITE_STRICT };

struct cookie {
	const char	*name, *value;
	int64_t		 max_age;	/* seconds; or one of the above */
	enum same_site	 same_site;
};

/* False: not there, there twice, or with bytes that no cookie may have. */
bool	cookie_find(const char *header, const char *name, bool secure,
	    const char **value, size_t *n) MUST_CHECK;

/*
 * The header's value, without its name or line end.  False, and nothing is
 * written, if name or value could be taken for something else.
 */
bool	cookie_write(struct buf *, const struct cookie *, bool secure)
	    MUST_CHECK;

#endif
