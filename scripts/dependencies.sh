#!/usr/bin/env bash
# Lists the libraries that ship in the two programs, and of which of them Maven Central has newer versions.
set -euo pipefail
cd "$(dirname "$0")/.."

plugin=org.codehaus.mojo:versions-maven-plugin:2.19.1
for module in tracker peer; do
  echo "== what $module.jar holds =="
  mvn -q -pl "common,$module" compile dependency:list -DincludeScope=runtime -DoutputFile=target/dependencies.txt -Dsort=true
  sed -nE 's/^ +([^ :]+:[^ :]+):jar:([^: ]+).*/\1 \2/p' "$module/target/dependencies.txt" | grep -v '^starling:'
done
echo "== newer versions =="
mvn -q -pl common,tracker,peer "$plugin:display-dependency-updates" \
  -DallowSnapshots=false -DprocessDependencyManagementTransitive=false -Dversions.outputFile=target/newer.txt
cat common/target/newer.txt tracker/target/newer.txt peer/target/newer.txt | grep -- '->' | sort -u || echo none
