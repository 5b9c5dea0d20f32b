#!/usr/bin/env bash
# How much of a link a download uses: a seeder and a downloader in two network namespaces, with 100 Mbit/s between them
# that `tc tbf` makes. Counts the bytes that the link carried, from the first to the end of the download. Needs root.
#
#   scripts/bench/link.sh [--quick]      --quick: one short run, and docs/ is left alone
#
# JAVA names another java.
set -euo pipefail
cd "$(dirname "$0")/../.."

java=${JAVA:-java}
mbit=100
mebibytes=256
rounds=3
quick=no
case ${1:-} in
  '') ;;
  --quick) quick=yes mebibytes=96 rounds=1 ;;
  *) echo "usage: $0 [--quick]" >&2; exit 2 ;;
esac
if [ "$(id -u)" != 0 ]; then
  echo "needs root: network namespaces and tc" >&2
  exit 1
fi
for jar in tracker/target/tracker.jar peer/target/peer.jar; do
  [ -f "$jar" ] || { echo "Building…"; mvn -q -B package -DskipTests; break; }
done

one=starling-a-$$
two=starling-b-$$
work=$(mktemp -d)
pids=() # of programs themselves: a function in the background would be a shell around one
finish() {
  status=$?
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  ip netns del "$one" 2>/dev/null || true
  ip netns del "$two" 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

ip netns add "$one"
ip netns add "$two"
ip -n "$one" link add eth0 type veth peer name eth0 netns "$two"
address=1
for namespace in "$one" "$two"; do
  ip -n "$namespace" link set lo up
  ip -n "$namespace" address add "10.91.0.$address/24" dev eth0
  ip -n "$namespace" link set eth0 up
  # whole frames as they go out: a larger one than the wire's would pass the filter as one
  ip netns exec "$namespace" ethtool -K eth0 tso off gso off gro off >/dev/null 2>&1 || ip -n "$namespace" link set eth0 gso_max_segs 1
  tc -n "$namespace" qdisc add dev eth0 root tbf rate "${mbit}mbit" burst 64kb latency 100ms
  address=2
done

received() { ip netns exec "$two" cat /sys/class/net/eth0/statistics/rx_bytes; }

mkdir -p "$work/seeder/upload"
head -c "${mebibytes}M" /dev/urandom >"$work/seeder/upload/content.bin"
ip netns exec "$one" "$java" -jar tracker/target/tracker.jar 12000 --bind 10.91.0.1 --memory --no-discovery >"$work/tracker.out" 2>&1 &
pids+=($!)
for _ in $(seq 300); do grep -qs 'listening on' "$work/tracker.out" && break; sleep 0.1; done
ip netns exec "$one" "$java" -jar peer/target/peer.jar 10.91.0.1 12000 --home "$work/seeder" --bind 10.91.0.1 create "$work/seeder/upload/content.bin" >"$work/create.out"
torrent=$(find "$work/seeder" -name '*.torrent' | head -n 1)
ip netns exec "$one" "$java" -jar peer/target/peer.jar 10.91.0.1 12000 --home "$work/seeder" --bind 10.91.0.1 --encryption off seed "$torrent" </dev/null >"$work/seed.out" 2>&1 &
pids+=($!)
for _ in $(seq 300); do grep -qsi 'seeding' "$work/seed.out" && break; sleep 0.1; done

for round in $(seq "$rounds"); do
  before=$(received)
  ip netns exec "$two" "$java" -jar peer/target/peer.jar 10.91.0.1 12000 --home "$work/leecher-$round" --bind 10.91.0.2 --encryption off download "$torrent" </dev/null >"$work/download.out" 2>&1 &
  download=$!
  # the content begins when more has come than a handshake and a tracker's answer
  until [ $(($(received) - before)) -gt 262144 ]; do sleep 0.01; done
  from=$(date +%s%N)
  carried=$(received)
  # what has come when the content has nearly all come: the last check and the leaving are no matter of the link
  until [ $(($(received) - before)) -gt $((mebibytes * 1048576 * 99 / 100)) ]; do sleep 0.01; done
  to=$(date +%s%N)
  carried=$(($(received) - carried))
  wait "$download"
  cmp -s "$work/seeder/upload/content.bin" "$work/leecher-$round/downloads/content.bin" || { echo "the content differs" >&2; exit 1; }
  awk -v bytes="$carried" -v nanos=$((to - from)) -v mbit="$mbit" 'BEGIN { printf "%.1f\n", 100 * bytes * 8000 / nanos / mbit }' >>"$work/percent"
  rm -rf "$work/leecher-$round"
done
used=$(sort -n "$work/percent" | sed -n "$(((rounds + 1) / 2))p")

table() {
  echo "| link | used, % | goal | |"
  echo "| --- | ---: | ---: | --- |"
  awk -v mbit="$mbit" -v used="$used" 'BEGIN { printf "| %d Mbit/s | %.1f | ≥ 95 | %s |\n", mbit, used, (used >= 95 ? "reached" : "missed") }'
}
table
[ "$quick" = yes ] && exit 0

{
  echo "## A link of $mbit Mbit/s"
  echo
  echo "\`scripts/bench/link.sh\` measures this anew; \`--quick\` takes half a minute. $mebibytes MiB from one seeder to one downloader"
  echo "in two network namespaces, $mbit Mbit/s made with \`tc tbf\` in both directions. The bytes that the link carried, whole"
  echo "frames, from the first blocks to 99 % of the content; the median of $rounds downloads."
  echo
  table
  echo
  echo "- $(date -u +%Y-%m-%d), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1))"
  echo "- $(uname -sr); Java $("$java" -version 2>&1 | sed -n '2p')"
} >"$work/section"
file=docs/benchmarks.md
[ -f "$file" ] || printf '# Benchmarks\n' >"$file"
awk '/^## A link of/ { skip = 1; next } /^## / { skip = 0 } !skip' "$file" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/doc"
{ cat "$work/doc"; echo; cat "$work/section"; } >"$file"
echo "written: $file"
