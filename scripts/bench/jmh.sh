#!/usr/bin/env bash
# Runs the JMH benchmarks of codec, picker, hashing and token bucket; about three minutes. What it is given goes on to
# JMH in place of its own choice: a pattern of names, -f 1 -wi 1 -i 1 for a quick look. The results stand in docs/performance.md.
#
#   scripts/bench/jmh.sh [JMH OPTIONS]        JAVA names another java
set -euo pipefail
cd "$(dirname "$0")/../.."

mvn -q -B -pl common,peer,bench package -DskipTests
[ $# -gt 0 ] || set -- -f 1 -wi 3 -w 2 -i 5 -r 2
exec "${JAVA:-java}" -jar bench/target/bench.jar "$@"
