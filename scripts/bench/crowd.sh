#!/usr/bin/env bash
# What a crowd costs: the time of a download from a seeder with 1,000 idle peers connected beside it, against the same
# download without them; and ten downloads at once against one after the other. Everything on 127.0.0.0/8.
#
#   scripts/bench/crowd.sh [--quick]      --quick: one round, and docs/ is left alone
#
# JAVA names another java.
set -euo pipefail
cd "$(dirname "$0")/../.."

java=${JAVA:-java}
mebibytes=1024
crowd=1000
together=10
rounds=5
quick=no
case ${1:-} in
  '') ;;
  --quick) quick=yes rounds=1 ;;
  *) echo "usage: $0 [--quick]" >&2; exit 2 ;;
esac
if [ ! -f tracker/target/tracker.jar ] || [ ! -f peer/target/peer.jar ] || [ ! -d peer/target/test-classes ]; then
  echo "Building…"
  mvn -q -B package -DskipTests
fi
ulimit -n "$(ulimit -Hn)"

work=$(mktemp -d)
pids=()
finish() {
  status=$?
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  [ "$status" = 0 ] || cat "$work/download.out" >&2 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

await() { # file, pattern
  for _ in $(seq 600); do grep -qsE "$2" "$1" && return; sleep 0.1; done
  cat "$1" >&2
  exit 1
}
peer() { "$java" -jar peer/target/peer.jar 127.0.0.1 "$port" --bind 127.0.0.1 --encryption off "$@"; }
seconds() { date +%s.%N; }
median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }

"$java" -jar tracker/target/tracker.jar 0 --bind 127.0.0.1 --memory --no-discovery >"$work/tracker.out" 2>&1 &
pids+=($!)
await "$work/tracker.out" 'listening on'
port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/tracker.out" | head -n 1 | cut -d: -f2)

mkdir -p "$work/seeder/upload"
head -c "${mebibytes}M" /dev/urandom >"$work/seeder/upload/large.bin"
for i in $(seq "$together"); do head -c "$((mebibytes / together))M" /dev/urandom >"$work/seeder/upload/part-$i.bin"; done
for file in "$work"/seeder/upload/*.bin; do
  peer --home "$work/seeder" create "$file" >>"$work/create.out"
done
seeder_port=$((20000 + RANDOM % 10000))
"$java" -jar peer/target/peer.jar 127.0.0.1 "$port" --bind 127.0.0.1 --encryption off --home "$work/seeder" --port "$seeder_port" seed "$work"/seeder/torrents/*.torrent </dev/null >"$work/seed.out" 2>&1 &
pids+=($!)
for name in large $(seq -f 'part-%g' "$together"); do await "$work/seed.out" "$name"; done
large=$work/seeder/torrents/large.bin.torrent
info_hash=$(peer --home "$work/seeder" info --json "$large" | grep -oE '"info_hash":"[0-9a-f]{40}"' | cut -d'"' -f4)

# Seconds from the start of the program to its end, all verified.
download() {
  local start end
  rm -rf "$work/leecher"
  start=$(seconds)
  peer --home "$work/leecher" download "$@" </dev/null >"$work/download.out" 2>&1
  end=$(seconds)
  awk -v a="$start" -v b="$end" 'BEGIN { print b - a }'
}

all_at_once() {
  local start end
  start=$(seconds)
  printf 'download "%s"\n' "$work"/seeder/torrents/part-*.torrent | peer --home "$work/leecher-all" >"$work/download.out" 2>&1
  end=$(seconds)
  [ "$(find "$work/leecher-all/downloads" -name 'part-*.bin' | wc -l)" = "$together" ] || { cat "$work/download.out" >&2; exit 1; }
  rm -rf "$work/leecher-all"
  awk -v a="$start" -v b="$end" 'BEGIN { print b - a }'
}

one_after_the_other() {
  local start end torrent
  start=$(seconds)
  for torrent in "$work"/seeder/torrents/part-*.torrent; do
    peer --home "$work/leecher-one" download "$torrent" </dev/null >"$work/download.out" 2>&1
  done
  end=$(seconds)
  rm -rf "$work/leecher-one"
  awk -v a="$start" -v b="$end" 'BEGIN { print b - a }'
}

download "$large" >/dev/null
for _ in $(seq "$rounds"); do
  download "$large" >>"$work/alone"
  "$java" -cp peer/target/test-classes:common/target/classes starling.peer.bench.IdlePeers "$seeder_port" "$info_hash" "$crowd" >"$work/idle.out" 2>&1 &
  idle=$!
  pids+=("$idle")
  await "$work/idle.out" "connected $crowd"
  download "$large" >>"$work/crowded"
  kill -0 "$idle" || { cat "$work/idle.out" >&2; exit 1; }
  kill "$idle"
  wait "$idle" 2>/dev/null || true
  one_after_the_other >>"$work/one-by-one"
  all_at_once >>"$work/together"
done

table() {
  echo "| work | seconds | against | seconds | speed | goal | |"
  echo "| --- | ---: | --- | ---: | ---: | ---: | --- |"
  awk -v n="$crowd" -v mib="$mebibytes" -v with="$(median "$work/crowded")" -v without="$(median "$work/alone")" 'BEGIN {
    ratio = without / with
    printf "| %d MiB beside %d idle peers | %.1f | without them | %.1f | %.2f × | ≥ 0.9 | %s |\n", mib, n, with, without, ratio, (ratio >= 0.9 ? "reached" : "missed") }'
  awk -v n="$together" -v mib="$((mebibytes / together))" -v with="$(median "$work/together")" -v without="$(median "$work/one-by-one")" 'BEGIN {
    printf "| %d downloads of %d MiB at once | %.1f | one after the other | %.1f | %.2f × | | |\n", n, mib, with, without, without / with }'
}
table
[ "$quick" = yes ] && exit 0

{
  echo "## A crowd"
  echo
  echo "\`scripts/bench/crowd.sh\` measures this anew; \`--quick\` takes about a minute. One seeder and one downloader on loopback, each"
  echo "time from the start of the program to its end; the median of $rounds rounds."
  echo
  table
  echo
  echo "- $(date -u +%Y-%m-%d), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1))"
  echo "- $(uname -sr); Java $("$java" -version 2>&1 | sed -n '2p')"
} >"$work/section"
file=docs/benchmarks.md
[ -f "$file" ] || printf '# Benchmarks\n' >"$file"
awk '/^## A crowd/ { skip = 1; next } /^## / { skip = 0 } !skip' "$file" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/doc"
{ cat "$work/doc"; echo; cat "$work/section"; } >"$file"
echo "written: $file"
