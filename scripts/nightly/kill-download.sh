#!/usr/bin/env bash
# Kills the peer (-9) at random moments of a download, again and again: what it recorded must be right on disk and never
# fetched again, and the file whole in the end.
#
#   scripts/nightly/kill-download.sh [ROUNDS]     50 unless given; -Dstarling.kill.seed=N in MAVEN_ARGS repeats a run
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-50}
# The words after a Maven without MAVEN_ARGS of its own (before 3.9).
read -ra more <<< "${MAVEN_ARGS:-}"
mvn -q -ntp verify "${more[@]}" \
  -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=KillDownloadIT -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dstarling.kill.rounds="$rounds"
grep -h '^.*kill loop: ' peer/target/failsafe-reports/TEST-starling.peer.it.KillDownloadIT.xml | sed 's/.*kill loop: /kill loop: /'
