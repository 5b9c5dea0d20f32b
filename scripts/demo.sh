#!/usr/bin/env bash
# The main job on one box: a tracker, a seeder and three downloaders move a file of 64 MB through a swarm.
# Everything stays on loopback addresses; nothing is left running and nothing is left behind.
set -euo pipefail
cd "$(dirname "$0")/.."

java=${JAVA:-java}
tracker=tracker/target/tracker.jar
peer=peer/target/peer.jar
size_mb=64
downloaders=3

if [ ! -f "$tracker" ] || [ ! -f "$peer" ]; then
  echo "Building both programs…"
  mvn -q -B package -DskipTests
fi

work=$(mktemp -d)
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

# Waits until a file holds a line that matches; gives up when the program behind it has ended, or after a minute.
await() {
  local file=$1 pattern=$2 pid=$3
  for _ in $(seq 600); do
    if grep -qE "$pattern" "$file" 2>/dev/null; then return 0; fi
    if ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.1
  done
  echo "did not come: $pattern" >&2
  cat "$file" >&2
  return 1
}

# Each peer has a loopback address of its own, so that the log says who is who.
name_of() {
  case $1 in
    127.0.0.10) echo seeder ;;
    *) echo "downloader $((${1##*.} - 10))" ;;
  esac
}

echo "Tracker on 127.0.0.1…"
"$java" -jar "$tracker" 0 --bind 127.0.0.1 --data "$work/tracker" >"$work/tracker.out" 2>&1 &
pids+=($!)
await "$work/tracker.out" 'listening on' "${pids[0]}"
port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/tracker.out" | head -n 1 | cut -d: -f2)

mkdir -p "$work/10/upload"
head -c $((size_mb * 1000000)) /dev/urandom >"$work/10/upload/demo.bin"

echo "Seeder on 127.0.0.10 shares demo.bin, $size_mb MB, at 24 MiB/s…"
"$java" -jar "$peer" 127.0.0.1 "$port" --home "$work/10" --bind 127.0.0.10 --max-upload 24M \
  share demo.bin >"$work/10/out" 2>&1 &
pids+=($!)
await "$work/10/out" 'seeding' "${pids[1]}"
torrent=$work/10/torrents/demo.bin.torrent

echo "$downloaders downloaders on 127.0.0.11 and up…"
for i in $(seq "$downloaders"); do
  n=$((10 + i))
  mkdir -p "$work/$n"
  # A shell that reads from a pipe: it downloads, stays as a seeder for the others, and leaves when the pipe closes.
  mkfifo "$work/$n/in"
  "$java" -jar "$peer" 127.0.0.1 "$port" --home "$work/$n" --bind "127.0.0.$n" \
    <"$work/$n/in" >"$work/$n/out" 2>&1 &
  pids+=($!)
done
for i in $(seq "$downloaders"); do
  n=$((10 + i))
  eval "exec $((n + 10))>\"$work/$n/in\""
  echo "download \"$torrent\"" >&$((n + 10))
done
for i in $(seq "$downloaders"); do
  await "$work/$((10 + i))/out" 'complete and verified' "${pids[$((1 + i))]}"
  echo "  downloader $i is done"
done

for i in $(seq "$downloaders"); do
  n=$((10 + i))
  eval "exec $((n + 10))>&-"
  wait "${pids[$((1 + i))]}"
done

echo "Comparing SHA-256…"
want=$(sha256sum <"$work/10/upload/demo.bin")
for i in $(seq "$downloaders"); do
  have=$(sha256sum <"$work/$((10 + i))/downloads/demo.bin")
  if [ "$want" != "$have" ]; then
    echo "downloader $i has something else!" >&2
    exit 1
  fi
done
echo "  all equal: ${want%% *}"

echo "What moved from whom:"
for i in $(seq "$downloaders"); do
  n=$((10 + i))
  sed -nE 's/.*demo\.bin: (127\.0\.0\.[0-9]+):[0-9]+ left \(.*\), received ([0-9]+) sent.*/\1 \2/p' \
    "$work/$n/.starling/peer.log" |
    awk '{ sum[$1] += $2 } END { for (from in sum) if (sum[from]) print from, sum[from] }' | sort |
    while read -r from bytes; do
      printf '  downloader %d got %5.1f MB from %s\n' "$i" "$(echo "$bytes" | awk '{ print $1 / 1000000 }')" "$(name_of "$from")"
    done
done
echo "Done."
