#!/usr/bin/env bash
# Starts and stops the tracker a thousand times in one process, and looks whether ports, threads and descriptors are given
# back. The build does the same 20 times.
#
#   scripts/nightly/starts.sh [ROUNDS]      1000 unless given
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-1000}
case $rounds in
  *[!0-9]* | '' | 0*) echo "usage: $0 [ROUNDS]" >&2; exit 2 ;;
esac
exec nice mvn -B -ntp -pl common,tracker test -Dstarling.rounds="$rounds" \
  -Dtest=StartsAndStopsTest -Dsurefire.failIfNoSpecifiedTests=false -Dspotbugs.skip -Dfuzz.target=None
