#!/bin/sh
# Make ./configure from configure.ac; only a checkout needs this.
set -eu
cd "$(dirname "$0")"
sh tools/files.sh .
exec autoreconf --force --install
