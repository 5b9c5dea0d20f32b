#!/usr/bin/env bash
# Writes docs/reference.md and docs/config.toml anew from the code. Needs no finished jars.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl common,tracker,peer,dist process-classes -Dstarling.docs.keep=false "$@"
