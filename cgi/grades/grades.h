/* grades.h - presence: gradess, signatures, attendance. */
#ifndef GRADES_SERVICE_H
#define GRADES_SERVICE_H

#include "route.h"

extern const struct service grades_service;

#endif
