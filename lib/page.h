/*
 * page.h - HTML pages: a template over what the queries answered.
 *
 * All templates are compiled before the workers fork.  What a page can name:
 * the columns of the one row it shows, `items` of a list, every further
 * query under its own name, and on every page me.*, school.*, may.*, is_*,
 * in.*, error.*, errors, flash, title, path, next_url and the helpers csrf,
 * when, day, money, badge, url, selected and checked.
 */
#ifndef PAGE_H
#define PAGE_H

struct req;

bool	page_load(const char *dir, const char *version, char *why, size_t);
const struct templates *page_templates(void);

/* The route's page (or, where it failed, the error page) into r->out. */
void	page_render(struct req *);
void	page_problem(struct req *);

/* A text for the next page, carried by a cookie. */
void	page_flash(struct req *, const char *text);

#endif
