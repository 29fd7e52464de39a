/* beacon.h - presence: beacons, signatures, attendance. */
#ifndef BEACON_SERVICE_H
#define BEACON_SERVICE_H

#include "route.h"

extern const struct service beacon_service;

#endif
