#!/usr/bin/env bash
# Ends the tracker without warning (SIGKILL) at random moments under announces and uploads, again and again, and looks at
# what it still knows. The build does the same 5 times. Adds a line to the table in docs/reliability.md.
#
#   scripts/nightly/kill-loops.sh [ROUNDS]      50 unless given
set -uo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-50}
case $rounds in
  *[!0-9]* | '' | 0*) echo "usage: $0 [ROUNDS]" >&2; exit 2 ;;
esac

out=$(mktemp)
trap 'rm -f "$out"' EXIT
nice mvn -B -ntp -pl common,tracker verify -Dstarling.kill.rounds="$rounds" \
  -Dtest=PublishedSurvivesTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=TrackerKillIT -Dfailsafe.failIfNoSpecifiedTests=false | tee "$out"
status=${PIPESTATUS[0]}

# A run that was green without running both loops to their end is none.
kept=$(grep -aoE "$rounds kills: .* kept" "$out" | head -n 1)
published=$(grep -aoE "$rounds kills: .* found again" "$out" | head -n 1)
if [ "$status" -eq 0 ] && [ -n "$kept" ] && [ -n "$published" ]; then
  outcome="nothing lost. Program: $kept. Class path: $published"
else
  outcome="**failed**"
  [ "$status" -ne 0 ] || status=1
fi
version=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -XshowSettings:properties -version 2>&1 |
  sed -nE 's/.*java\.version = (.*)/\1/p')
echo "| $(date -u +%F) | $(git rev-parse --short HEAD) | $version | $rounds | $outcome |" | tee -a docs/reliability.md
exit "$status"
