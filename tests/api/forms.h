/*
 * forms.h - pages and their forms, as a browser of somebody uses them.
 *
 * Whoever is named as in api_token() signs in once.
 */
#ifndef FORMS_H
#define FORMS_H

struct reply;

struct reply *page_of(const char *who, const char *path);
/* What the form of that page sends unseen: its token, key and method. */
const char *form_of(const char *who, const char *page,
    const char *action);
/* hidden is of form_of(), fields are urlencoded. */
struct reply *form_send(const char *who, const char *action,
    const char *hidden, const char *fields);

#endif
