#!/usr/bin/env bash
# Announces a second and CPU time an announce: this tracker beside opentracker, on this machine, in one run.
# 1,000 swarms, 50,000 peers, 50 wanted; everything on 127.0.0.1. Writes the tracker section of docs/benchmarks.md.
#
#   scripts/bench/tracker.sh [--quick | --udp]
#       --quick: short runs, under two minutes, and docs/ is left alone
#       --udp: the row of UDP alone, in five minutes, and docs/ is left alone
#
# JAVA names another java; opentracker is Debian's package of that name, and gcc builds what announces over UDP.
set -euo pipefail
cd "$(dirname "$0")/../.."

java=${JAVA:-java}
seconds=6
rounds=5
warm_up=20
record=yes
ways="udp http keepalive"
case ${1:-} in
  '') ;;
  --quick) record=no seconds=4 rounds=1 warm_up=5 ;;
  --udp) record=no ways=udp ;;
  *) echo "usage: $0 [--quick | --udp]" >&2; exit 2 ;;
esac

jar=tracker/target/tracker.jar
if [ ! -f "$jar" ] || [ ! -d tracker/target/test-classes ]; then
  echo "Building…"
  mvn -q -B -pl common,tracker package -DskipTests
fi
opentracker=$(command -v opentracker || true)
if [ -z "$opentracker" ]; then
  echo "opentracker is not here: install Debian's package of that name" >&2
  exit 1
fi
command -v gcc >/dev/null || { echo "gcc is not here: install Debian's package of that name" >&2; exit 1; }

work=$(mktemp -d)
chmod 755 "$work"
pids=()
finish() {
  status=$?
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

load() { timeout 120 "$java" -Xmx512m -cp tracker/target/test-classes:common/target/classes starling.tracker.bench.TrackerLoad "$@"; }
load hashes >"$work/whitelist"
load datagrams >"$work/datagrams"
gcc -O2 -pthread -o "$work/udp_load" scripts/bench/udp_load.c

# Prints "announces-a-second microseconds-an-announce" for: program, way, clients.
run() {
  local program=$1 how=$2 clients=$3 port pid
  if [ "$program" = starling ]; then
    rm -rf "$work/data" "$work/starling.out"
    "$java" -jar "$jar" 0 --bind 127.0.0.1 --data "$work/data" >"$work/starling.out" 2>&1 &
    pid=$!
    pids+=("$pid")
    for _ in $(seq 300); do grep -qs 'listening on' "$work/starling.out" && break; sleep 0.1; done
    grep -qs 'listening on' "$work/starling.out" || { cat "$work/starling.out" >&2; exit 1; }
    port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/starling.out" | head -n 1 | cut -d: -f2)
  else
    port=$((20000 + RANDOM % 20000))
    # as root it goes into its folder for good, and finds the list there
    (cd "$work" && exec "$opentracker" -i 127.0.0.1 -p "$port" -P "$port" -d "$work" -w "$whitelist") >"$work/opentracker.out" 2>&1 &
    pid=$!
    pids+=("$pid")
    sleep 1
  fi
  if [ "$how" = udp ]; then
    "$work/udp_load" "$work/datagrams" "$port" "$pid" "$seconds" "$warm_up" "$clients"
  else
    load "$how" "$port" "$pid" "$seconds" "$warm_up" "$clients"
  fi
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}
whitelist=$([ "$(id -u)" = 0 ] && echo /whitelist || echo "$work/whitelist")

# The run in the middle, by announces a second.
median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }

measure() {
  for _ in $(seq "$rounds"); do
    for way in $ways; do
      local clients=4
      [ "$way" = udp ] && clients=1
      run starling "$way" "$clients" >>"$work/starling-$way"
      # it keeps no connection
      [ "$way" = keepalive ] || run opentracker "$way" "$clients" >>"$work/opentracker-$way"
    done
  done
}

row() { # name, ours, theirs, goal
  local ours theirs
  ours=$(median "$work/$2")
  theirs=$(median "$work/$3")
  awk -v name="$1" -v goal="$4" -v ours="$ours" -v theirs="$theirs" 'BEGIN {
    split(ours, o, " "); split(theirs, t, " "); ratio = o[1] / t[1]
    printf "| %s | %d | %.1f | %d | %.1f | %.2f | ≥ %s | %s |\n", name, o[1], o[2], t[1], t[2], ratio, goal, (ratio >= goal ? "reached" : "missed")
  }'
}

table() {
  echo "| announces | Starling, a second | CPU µs each | opentracker, a second | CPU µs each | ratio | goal | |"
  echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
  row "UDP" starling-udp opentracker-udp 1.25
  [ "$ways" = udp ] && return
  row "HTTP, a connection each" starling-http opentracker-http 1
  row "HTTP, kept connections (opentracker: a connection each)" starling-keepalive opentracker-http 3
}

# Prints "megabytes-of-heap seconds-to-write seconds-to-be-back".
million() {
  mkdir -p "$work/million"
  timeout 300 "$java" -Xmx1g -cp tracker/target/test-classes:"$jar" starling.tracker.bench.MillionPeers "$work/million"
}

million_table() {
  million | awk '{
    print "| a million peers | | goal | |"
    print "| --- | ---: | ---: | --- |"
    printf "| heap, MB | %d | ≤ 300 | %s |\n", $1, ($1 <= 300 ? "reached" : "missed")
    printf "| written for the first time, s | %.1f | | |\n", $2
    printf "| back from disk, s | %.1f | ≤ 5 | %s |\n", $3, ($3 <= 5 ? "reached" : "missed")
  }'
}

load_before=$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)
measure
table | tee "$work/table"
[ "$record" = no ] && exit 0
million_table | tee "$work/million-table"

{
  echo "## The tracker beside opentracker"
  echo
  echo "\`scripts/bench/tracker.sh\` measures this anew; \`--quick\` takes under two minutes. 1,000 swarms and 50,000 peers on"
  echo "127.0.0.1, 50 peers wanted, the load and the tracker on the same processors; what announces over UDP takes and gives many"
  echo "datagrams with each system call, so that it leaves the processors to the tracker. Starling keeps its database on disk meanwhile;"
  echo "opentracker keeps nothing. Each figure is the median of $rounds runs of $seconds seconds,"
  echo "after $warm_up seconds in which nothing is measured."
  echo
  cat "$work/table"
  echo
  cat "$work/million-table"
  echo
  echo "- $(date -u +%Y-%m-%d), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), load average before: $load_before"
  echo "- $(uname -sr); Java $("$java" -version 2>&1 | sed -n '2p'); opentracker $(dpkg-query -W -f '${Version}' opentracker 2>/dev/null || echo 'of unknown version')"
} >"$work/section"

file=docs/benchmarks.md
[ -f "$file" ] || printf '# Benchmarks\n' >"$file"
# the section that is there gives way, up to the next heading of its level
awk '/^## The tracker beside opentracker/ { skip = 1; next } /^## / { skip = 0 } !skip' "$file" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/doc"
{ cat "$work/doc"; echo; cat "$work/section"; } >"$file"
echo "written: $file"
