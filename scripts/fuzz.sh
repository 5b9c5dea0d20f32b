#!/usr/bin/env bash
# Looks for inputs that break a parser: fuzz.sh [SECONDS a target, 120 unless given] [CLASS or CLASS#METHOD, all unless given].
# What it finds is written beside the inputs that are kept, in src/test/resources, and fails every build until it is mended.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-120}
wanted=${2:-}

failed=()
for file in $(find common tracker peer -path '*/src/test/java/*Fuzz.java' | sort); do
  module=${file%%/*}
  class=$(basename "$file" .java)
  for method in $(grep -A1 '@FuzzTest' "$file" | sed -nE 's/.*void ([A-Za-z0-9]+)\(.*/\1/p'); do
    target=$class#$method
    [ -z "$wanted" ] || [ "$wanted" = "$class" ] || [ "$wanted" = "$target" ] || continue
    echo "== $target, $seconds s =="
    modules=common
    [ "$module" = common ] || modules=common,$module
    JAZZER_FUZZ=1 JAZZER_MAX_DURATION=${seconds}s mvn -q -o -pl "$modules" test-compile surefire:test@fuzz-regression \
      -Dfuzz.target="$target" -Dfuzz.hooks=true -DtrimStackTrace=false || failed+=("$target")
  done
done

if [ ${#failed[@]} -gt 0 ]; then
  echo "fuzz.sh: broken: ${failed[*]}; see the new files under src/test/resources"
  exit 1
fi
echo "Nothing found."
