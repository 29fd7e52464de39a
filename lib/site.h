/*
 * site.h - what a worker was given when it started, and keeps: its settings,
 * its keys, what it shares with the pool.  Set up by serve.c, read by all.
 */
#ifndef SITE_H
#define SITE_H

struct cache;
struct config;
struct keys;
struct limit;
struct seen;
struct service;
struct token_realm;

struct site {
	const struct config	*conf;
	const struct service	*service;
	struct keys		*keys;
	struct seen		*seen;
	struct limit		*limit;
	struct cache		*cache;
};

extern struct site	site;

const struct token_realm *site_realm(void);

#endif
