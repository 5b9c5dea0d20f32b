#!/usr/bin/env bash
# A tracker and a seeder, for a long time, among downloaders that come, are limited, killed and come again, and callers that
# talk nonsense. What the two use after a garbage collection must not grow: heap, threads, descriptors.
# Adds a line to the table in docs/reliability.md. Loopback addresses alone.
#
#   scripts/nightly/soak.sh [MINUTES]      30 unless given
set -euo pipefail
cd "$(dirname "$0")/../.."

minutes=${1:-30}
case $minutes in
  *[!0-9]* | '' | 0*) echo "usage: $0 [MINUTES]" >&2; exit 2 ;;
esac
java=${JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java}
jcmd=$(dirname "$(readlink -f "$(command -v "$java")")")/jcmd
tracker=${STARLING_TRACKER:-tracker/target/tracker.jar}
peer=${STARLING_PEER:-peer/target/peer.jar}
[ -f "$tracker" ] && [ -f "$peer" ] || mvn -q -B package -DskipTests -Dspotbugs.skip

work=$(mktemp -d)
pids=()
finish() {
  status=$?
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

await() {
  for _ in $(seq 1200); do
    grep -qE "$2" "$1" 2>/dev/null && return 0
    sleep 0.1
  done
  echo "soak: did not come: $2" >&2
  cat "$1" >&2
  return 1
}

"$java" -Xmx128m -jar "$tracker" 0 --bind 127.0.0.1 --data "$work/tracker" >"$work/tracker.out" 2>&1 &
tracker_pid=$!
pids+=("$tracker_pid")
await "$work/tracker.out" 'listening on'
port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/tracker.out" | head -n 1 | cut -d: -f2)

mkdir -p "$work/seed/upload"
seeder_port=$((40000 + RANDOM % 20000))
head -c 20000000 /dev/urandom >"$work/seed/upload/soak.bin"
"$java" -Xmx128m -jar "$peer" 127.0.0.1 "$port" --home "$work/seed" --bind 127.0.0.10 --port "$seeder_port" --max-download 0 --max-upload 20M \
  share "$work/seed/upload/soak.bin" >"$work/seed.out" 2>&1 &
seeder_pid=$!
pids+=("$seeder_pid")
for _ in $(seq 600); do
  torrent=$(find "$work/seed" -name '*.torrent' -not -path '*/.starling/*' 2>/dev/null | head -n 1)
  [ -n "$torrent" ] && curl -fs "http://127.0.0.1:$port/torrents?q=soak" 2>/dev/null | grep -q soak && break
  sleep 0.2
done
[ -n "$torrent" ] || { echo "soak: the seeder made no torrent" >&2; cat "$work/seed.out" >&2; exit 1; }

# Prints the kilobytes of heap that are used after a collection, threads, descriptors.
use() {
  "$jcmd" "$1" GC.run >/dev/null
  local heap
  heap=$("$jcmd" "$1" GC.heap_info | grep -oE 'used [0-9]+K' | head -n 1 | grep -oE '[0-9]+')
  echo "$heap $(sed -nE 's/^Threads:\s+//p' "/proc/$1/status") $(find "/proc/$1/fd" -mindepth 1 2>/dev/null | wc -l)"
}

nonsense() {
  for _ in 1 2 3 4 5; do
    { head -c 200 /dev/urandom >"/dev/tcp/127.0.0.10/$seeder_port"; } 2>/dev/null || true
    { head -c 200 /dev/urandom >"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || true
    curl -s -m 2 "http://127.0.0.1:$port/announce?info_hash=$RANDOM" >/dev/null || true
  done
}

whole=0
killed=0
end=$(($(date +%s) + 60 * minutes))
while [ "$(date +%s)" -lt "$end" ]; do
  home=$work/down$((whole + killed))
  mkdir -p "$home"
  download() {
    "$java" -Xmx64m -jar "$peer" 127.0.0.1 "$port" --home "$home" --bind 127.0.0.11 --max-download "$1" --max-upload 1M \
      download "$torrent" >"$home/out" 2>&1 &
    pids[2]=$!
  }
  download 2M
  nonsense
  sleep $((2 + RANDOM % 3))
  if kill -9 "${pids[2]}" 2>/dev/null; then killed=$((killed + 1)); fi
  wait "${pids[2]}" 2>/dev/null || true
  download 0
  if wait "${pids[2]}" && cmp -s "$work/seed/upload/soak.bin" "$home/downloads/soak.bin"; then
    whole=$((whole + 1))
  else
    echo "soak: a download did not become whole:" >&2
    cat "$home/out" >&2
    exit 1
  fi
  rm -rf "$home"
  echo "$(date +%s) $(use "$tracker_pid") $(use "$seeder_pid")" >>"$work/samples"
  tail -n 1 "$work/samples"
done

# The second quarter of the samples against the last one, when everything has been used once.
verdict=$(awk '
  { for (i = 2; i <= 7; i++) s[NR, i] = $i }
  END {
    split("tracker heap K,tracker threads,tracker descriptors,seeder heap K,seeder threads,seeder descriptors", name, ",")
    q = int(NR / 4); if (q < 1) q = 1
    bad = 0
    for (i = 2; i <= 7; i++) {
      a = b = 0
      for (n = 1; n <= q; n++) { a += s[(NR >= 4 ? q : 0) + n, i] / q; b += s[NR - q + n, i] / q }
      grows = (i == 2 || i == 5) ? (b > 1.3 * a + 8192) : (b > 1.1 * a + 12)
      if (grows) bad = 1
      printf("%s%s %d → %d", (i > 2 ? ", " : ""), name[i - 1], a, b)
    }
    print (bad ? " **grows**" : "")
  }' "$work/samples")
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -nE 's/.*java\.version = (.*)/\1/p')
echo "| $(date -u +%F) | $(git rev-parse --short HEAD) | $version | $minutes min | $whole whole, $killed killed on the way | $verdict |" |
  tee -a docs/reliability.md
case $verdict in *grows*) exit 1 ;; esac
