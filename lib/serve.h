/*
 * serve.h - a request from its first byte to its last.
 *
 * Stages, each of which does nothing once the request has failed: match,
 * identify, limit, permit, forms, input, work (reading or writing, in one
 * transaction), render, send, count.  Nothing is sent before the commit.
 */
#ifndef SERVE_H
#define SERVE_H

struct service;

/* The main() of every service: its table of routes is all it brings. */
int	serve_main(int argc, char **argv, const struct service *);

#endif
