/*
 * ical.h - lines of iCalendar (RFC 5545): folded at 75 octets, never within
 * a character; texts escaped; a time zone with the changes of its clock.
 */
#ifndef ICAL_H
#define ICAL_H

#define ICAL_FOLD	75u	/* octets of a line, without CRLF */

struct buf;

/* NAME:value and CRLF; `head` may have parameters ("DTSTART;TZID=UTC"). */
void	ical_line(struct buf *, const char *head, const char *value);
void	ical_text(struct buf *, const char *head, const char *text);

/* The VTIMEZONE of a zone of the tz database, true from the first year's
 * beginning to the last year's end. */
void	ical_zone(struct buf *, const char *zone, int first, int last);

#endif
