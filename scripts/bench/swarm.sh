#!/usr/bin/env bash
# How near a swarm comes to what its uploads allow: one seeder and eight downloaders of 64 MiB on loopback, each upload
# capped at 4 MiB/s. No swarm is faster than max(F/u_s, N·F/Σu), 16 s here. Beside it the same with libtorrent, where
# python3-libtorrent is installed. It also checks over all windows of 10 s that nobody sent more than the cap.
#
#   scripts/bench/swarm.sh [--quick]      --quick: one round without libtorrent, and docs/ is left alone
#
# JAVA names another java.
set -euo pipefail
cd "$(dirname "$0")/../.."

java=${JAVA:-java}
# the one that packages of the system belong to
python=/usr/bin/python3
[ -x "$python" ] || python=python3
mebibytes=64
downloaders=8
cap_mebibytes=4
rounds=3
quick=no
case ${1:-} in
  '') ;;
  --quick) quick=yes rounds=1 ;;
  *) echo "usage: $0 [--quick]" >&2; exit 2 ;;
esac
if [ ! -f tracker/target/tracker.jar ] || [ ! -f peer/target/peer.jar ]; then
  echo "Building…"
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

await() { # file, pattern
  for _ in $(seq 1200); do grep -qsE "$2" "$1" && return; sleep 0.1; done
  cat "$1" >&2
  exit 1
}
median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }

# The peer as the package lays it out.
installed=$work/installed/usr
mkdir -p "$installed/bin" "$installed/share/starling"
cp peer/target/peer.jar tracker/target/tracker.jar dist/src/deb/share/java-options dist/src/deb/share/make-archive "$installed/share/starling"
cp dist/src/deb/bin/starling "$installed/bin"
JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")
export JAVA_HOME
"$installed/share/starling/make-archive"

mkdir -p "$work/seeder/upload"
head -c "${mebibytes}M" /dev/urandom >"$work/seeder/upload/swarm.bin"

# What each process sent over TCP, twice a second until it is told to stop; then the most in 10 s, as a part of the cap.
cat >"$work/watch.py" <<'PYTHON'
import os, re, subprocess, sys, time

pids, stop, cap = set(sys.argv[1].split(",")), sys.argv[2], float(sys.argv[3])
seen, gone, samples = {}, {}, []
while not os.path.exists(stop):
    now, sent = time.monotonic(), {}
    lines = subprocess.run(["ss", "-tinpHO"], capture_output=True, text=True).stdout.splitlines()
    for line in lines:
        pid, bytes_sent = re.search(r"pid=(\d+)", line), re.search(r"bytes_sent:(\d+)", line)
        if pid and bytes_sent and pid.group(1) in pids:
            fields = line.split()
            sent[(pid.group(1), fields[3], fields[4])] = int(bytes_sent.group(1))
    for key, count in seen.items():
        if key not in sent:
            gone[key[0]] = gone.get(key[0], 0) + count
    seen = sent
    totals = dict(gone)
    for key, count in sent.items():
        totals[key[0]] = totals.get(key[0], 0) + count
    samples.append((now, totals))
    time.sleep(0.5)
most = 0.0
for i, (start, before) in enumerate(samples):
    for end, after in samples[i + 1:]:
        if end - start >= 10:
            for pid, count in after.items():
                most = max(most, (count - before.get(pid, 0)) / (end - start) / cap)
            break
print("%.3f" % most)
PYTHON

starling() { # seconds of the last one, and the most that was sent in 10 s, to files
  local round=$1 port started i
  "$java" -jar tracker/target/tracker.jar 0 --bind 127.0.0.1 --memory --no-discovery >"$work/tracker.out" 2>&1 &
  local own=($!)
  pids+=($!)
  await "$work/tracker.out" 'listening on'
  port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/tracker.out" | head -n 1 | cut -d: -f2)
  [ -f "$work/seeder/torrents/swarm.bin.torrent" ] ||
    "$java" -jar peer/target/peer.jar 127.0.0.1 "$port" --bind 127.0.0.1 --home "$work/seeder" create "$work/seeder/upload/swarm.bin" >"$work/create.out"
  mkdir -p "$work/round"
  local watched=()
  for i in $(seq 0 "$downloaders"); do
    mkfifo "$work/round/in.$i"
    local home=$work/round/home.$i
    [ "$i" = 0 ] && home=$work/seeder
    "$installed/bin/starling" 127.0.0.1 "$port" --bind 127.0.0.1 --no-dht --encryption off --home "$home" \
      --port $((21000 + RANDOM % 11000)) --max-upload "${cap_mebibytes}M" <"$work/round/in.$i" >"$work/round/out.$i" 2>&1 &
    own+=($!)
    pids+=($!)
    watched+=($!)
    # each shell stays open as long as its pipe does
    eval "exec $((20 + i))>\"$work/round/in.$i\""
    echo "limit" >&$((20 + i))
    await "$work/round/out.$i" 'all torrents'
  done
  # download there what there is: checked, seeding, and ready before the others come
  echo "seed $work/seeder/torrents/swarm.bin.torrent" >&20
  await "$work/round/out.0" 'swarm.bin'
  "$python" "$work/watch.py" "$(IFS=,; echo "${watched[*]}")" "$work/round/stop" $((cap_mebibytes * 1048576)) >"$work/round/most" &
  local watcher=$!
  pids+=($!)
  started=$(date +%s.%N)
  for i in $(seq "$downloaders"); do echo "download $work/seeder/torrents/swarm.bin.torrent" >&$((20 + i)); done
  for i in $(seq "$downloaders"); do await "$work/round/out.$i" 'complete and verified'; done
  awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { print b - a }' >>"$work/starling.seconds"
  touch "$work/round/stop"
  wait "$watcher"
  cat "$work/round/most" >>"$work/starling.most"
  for i in $(seq "$downloaders"); do cmp "$work/seeder/upload/swarm.bin" "$work/round/home.$i/downloads/swarm.bin"; done
  for i in $(seq 0 "$downloaders"); do eval "exec $((20 + i))>&-"; done
  for pid in "${own[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${own[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work/round" "$work/seeder/.starling"
}

cat >"$work/libtorrent_peer.py" <<'PYTHON'
import sys, time
import libtorrent as lt

torrent, folder, seeder, port, cap, peers = sys.argv[1], sys.argv[2], sys.argv[3] == "seed", int(sys.argv[4]), int(sys.argv[5]), sys.argv[6]
session = lt.session({
    "listen_interfaces": "127.0.0.1:%d" % port, "enable_dht": False, "enable_lsd": False, "enable_upnp": False,
    "enable_natpmp": False, "allow_multiple_connections_per_ip": True, "upload_rate_limit": cap,
    "rate_limit_ip_overhead": False, "in_enc_policy": 2, "out_enc_policy": 2})
# its limits pass over peers of the local network: the classes of such peers get the limit, too
for peer_class in range(3):
    try:
        limits = session.get_peer_class(peer_class)
        limits["upload_limit"] = cap
        session.set_peer_class(peer_class, limits)
    except Exception:
        break
info = lt.torrent_info(torrent)
handle = session.add_torrent({"ti": info, "save_path": folder, "flags": lt.torrent_flags.seed_mode if seeder else lt.torrent_flags.update_subscribe})
for peer in [p for p in peers.split(",") if p]:
    handle.connect_peer(("127.0.0.1", int(peer)))
while not handle.status().is_seeding:
    time.sleep(0.05)
print("complete", flush=True)
while True:
    time.sleep(1)
PYTHON

libtorrent() {
  local base=$((22000 + RANDOM % 11000)) i own=() known='' started
  mkdir -p "$work/round"
  started=$(date +%s.%N)
  for i in $(seq 0 "$downloaders"); do
    local folder=$work/round/home.$i role=get
    [ "$i" = 0 ] && folder=$work/seeder/upload role=seed
    mkdir -p "$folder"
    "$python" "$work/libtorrent_peer.py" "$work/seeder/torrents/swarm.bin.torrent" "$folder" "$role" $((base + i)) $((cap_mebibytes * 1048576)) "$known" >"$work/round/out.$i" 2>&1 &
    own+=($!)
    pids+=($!)
    known=$known,$((base + i))
  done
  for i in $(seq "$downloaders"); do await "$work/round/out.$i" 'complete'; done
  awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { print b - a }' >>"$work/libtorrent.seconds"
  for pid in "${own[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${own[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work/round"
}

for round in $(seq "$rounds"); do
  starling "$round"
  if [ "$quick" = no ] && "$python" -c 'import libtorrent' 2>/dev/null; then libtorrent; fi
done

bound=$(awk -v n="$downloaders" -v f="$mebibytes" -v u="$cap_mebibytes" 'BEGIN { a = f / u; b = n * f / ((n + 1) * u); print (a > b ? a : b) }')
table() {
  echo "| swarm | last one, s | bound, s | | goal | |"
  echo "| --- | ---: | ---: | ---: | ---: | --- |"
  awk -v s="$(median "$work/starling.seconds")" -v b="$bound" 'BEGIN { printf "| Starling | %.1f | %.1f | %.2f × | ≤ 1.15 | %s |\n", s, b, s / b, (s <= 1.15 * b ? "reached" : "missed") }'
  if [ -f "$work/libtorrent.seconds" ]; then
    awk -v s="$(median "$work/libtorrent.seconds")" -v b="$bound" 'BEGIN { printf "| libtorrent | %.1f | %.1f | %.2f × | | |\n", s, b, s / b }'
  fi
  echo
  awk -v m="$(sort -n "$work/starling.most" | tail -n 1)" 'BEGIN { printf "The most that a peer of Starling sent in any 10 s was %.1f %% of its cap: %s (the goal is 103 %% at most).\n", 100 * m, (m <= 1.03 ? "reached" : "missed") }'
}
table
[ "$quick" = yes ] && exit 0

{
  echo "## A swarm"
  echo
  echo "\`scripts/bench/swarm.sh\` measures this anew; \`--quick\` takes half a minute. One seeder and $downloaders downloaders of $mebibytes MiB, each a"
  echo "process on loopback with an upload of $cap_mebibytes MiB/s; the time from the word to download until the last one has all; the"
  echo "median of $rounds rounds. Starling as its package runs it; nobody encrypts. Nothing is faster than max(F/u_s, N·F/Σu)."
  echo
  table
  echo
  echo "- $(date -u +%Y-%m-%d), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1))"
  echo "- $(uname -sr); Java $("$java" -version 2>&1 | sed -n '2p')"
} >"$work/section"
file=docs/benchmarks.md
[ -f "$file" ] || printf '# Benchmarks\n' >"$file"
awk '/^## A swarm/ { skip = 1; next } /^## / { skip = 0 } !skip' "$file" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/doc"
{ cat "$work/doc"; echo; cat "$work/section"; } >"$file"
echo "written: $file"
