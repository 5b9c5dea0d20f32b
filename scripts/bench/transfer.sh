#!/usr/bin/env bash
# The peer beside libtorrent, mktorrent and bare loops on this machine, in one run, everything on 127.0.0.1. Writes the
# section of the transfers in docs/benchmarks.md, one for each version of Java.
#
#   scripts/bench/transfer.sh [--quick]     --quick: one round of smaller work, under five minutes; docs/ is left alone
#
# JAVA names another java. What it compares with is installed by scripts/install-interop-peers.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."

java=${JAVA:-java}
rounds=5
mebibytes=1024
many_files=20000
many_bytes=214748
large_gibibytes=4
quick=no
case ${1:-} in
  '') ;;
  --quick) quick=yes rounds=1 mebibytes=512 many_files=4000 large_gibibytes=1 ;;
  *) echo "usage: $0 [--quick]" >&2; exit 2 ;;
esac
scripts/install-interop-peers.sh >/dev/null
if [ ! -f peer/target/peer.jar ] || [ ! -d peer/target/test-classes ]; then
  echo "Building…"
  mvn -q -B package -DskipTests
fi
ulimit -n "$(ulimit -Hn)"
# Debian's own, which has Debian's libtorrent; another python3 may come first in the path
python=/usr/bin/python3
java_version=$("$java" -XshowSettings:properties -version 2>&1 | sed -nE 's/.*java.specification.version = ([0-9]+).*/\1/p')
idle_peers=$([ "$java_version" -ge 21 ] && echo 10000 || echo 1000)
[ "$quick" = no ] || idle_peers=1000

work=$(mktemp -d)
pids=()
finish() {
  status=$?
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  [ "$status" = 0 ] || tail -n 20 "$work/last.out" >&2 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Names as Debian's launchers give them: options for Java that the package starts the peer with, where it is built.
java_options=()
if [ -f dist/src/deb/files/usr/share/starling/java-options ]; then
  mapfile -t java_options < <(grep -v '^#' dist/src/deb/files/usr/share/starling/java-options)
fi
peer() { "$java" "${java_options[@]}" "${extra[@]}" -jar "$PWD/peer/target/peer.jar" --bind 127.0.0.1 "$@"; }
extra=()
plain=()
grep -q -- --encryption README.md && plain=(--encryption off)

await() { # file, pattern
  for _ in $(seq 3000); do grep -qsE "$2" "$1" && return; sleep 0.1; done
  cat "$1" >&2
  exit 1
}
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; } # of a process that runs
hertz=$(getconf CLK_TCK)
next_port=$((20000 + RANDOM % 10000))

# Starts seeders, and sets their ports and process ids: program, how many, folder, torrent, [rc4]
seed() {
  local program=$1 count=$2 folder=$3 torrent=$4 way=${5:-} i
  seeders=() ports=()
  for i in $(seq "$count"); do
    next_port=$((next_port + 1))
    : >"$work/seed-$i.out"
    if [ "$program" = starling ]; then
      mkdir -p "$work/seed-home-$i"
      local encryption=("${plain[@]}")
      [ "$way" != rc4 ] || encryption=(--encryption require)
      "$java" "${java_options[@]}" -jar peer/target/peer.jar --bind 127.0.0.1 --home "$work/seed-home-$i" --port "$next_port" \
        "${encryption[@]}" seed --in "$folder" "$torrent" </dev/null >"$work/seed-$i.out" 2>&1 &
    else
      "$python" scripts/bench/libtorrent_transfer.py seed "$next_port" "$folder" "$torrent" $way >"$work/seed-$i.out" 2>&1 &
    fi
    seeders+=($!)
    pids+=($!)
    ports+=("$next_port")
  done
  for i in $(seq "$count"); do await "$work/seed-$i.out" 'ready|[Ss]eeding'; done
}

end_seeders() {
  local pid
  for pid in "${seeders[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
}

# Prints "seconds cpu-seconds-of-all-ends" of a download from the seeders that run: program, torrent, [rc4]
download() {
  local program=$1 torrent=$2 way=${3:-} before=0 after=0 pid port
  rm -rf "$work/leecher"
  mkdir "$work/leecher"
  sync
  for pid in "${seeders[@]}"; do before=$((before + $(ticks "$pid"))); done
  local TIMEFORMAT='%R %U %S'
  if [ "$program" = starling ]; then
    local peers=() encryption=("${plain[@]}")
    [ "$way" != rc4 ] || encryption=(--encryption require)
    for port in "${ports[@]}"; do peers+=(--peer "127.0.0.1:$port"); done
    { time peer --home "$work/leecher" "${encryption[@]}" download "$torrent" "${peers[@]}" </dev/null >"$work/last.out" 2>&1; } 2>"$work/time"
  else
    { time "$python" scripts/bench/libtorrent_transfer.py download "$work/leecher" "$torrent" "$(IFS=,; echo "${ports[*]}")" $way >"$work/last.out" 2>&1; } 2>"$work/time"
  fi
  for pid in "${seeders[@]}"; do after=$((after + $(ticks "$pid"))); done
  awk -v ticks="$((after - before))" -v hertz="$hertz" '{ print $1, $2 + $3 + ticks / hertz }' "$work/time"
}

# Rounds in turns, so that both have the same weather: file of results, how many seeders, folder, torrent, [rc4]
pair() {
  local name=$1 count=$2 folder=$3 torrent=$4 way=${5:-}
  for program in starling libtorrent; do # what is first read from disk is in the cache then
    seed "$program" "$count" "$folder" "$torrent" "$way"
    download "$program" "$torrent" "$way" >/dev/null
    end_seeders
  done
  for _ in $(seq "$rounds"); do
    for program in starling libtorrent; do
      seed "$program" "$count" "$folder" "$torrent" "$way"
      download "$program" "$torrent" "$way" >>"$work/$name-$program"
      end_seeders
    done
  done
  rm -rf "$work/leecher"
}

column() { awk -v column="$2" '{ print $column }' "$1" | sort -n | sed -n "$(((rounds + 1) / 2))p"; }
row() { # work, against, file of ours, file of theirs, column, goal
  awk -v name="$1" -v against="$2" -v ours="$(column "$3" "$5")" -v theirs="$(column "$4" "$5")" -v goal="$6" 'BEGIN {
    ratio = ours / theirs
    printf "| %s | %.2f | %s | %.2f | %.2f × | %s | %s |\n", name, ours, against, theirs, ratio, (goal ? "≤ " goal " ×" : ""), (goal ? (ratio <= goal ? "reached" : "missed") : "") }'
}

make_torrent() { # folder or file, torrent; without a tracker
  "$python" - "$1" "$2" <<'PYTHON'
import os, sys
import libtorrent as lt
storage = lt.file_storage()
lt.add_files(storage, sys.argv[1])
torrent = lt.create_torrent(storage, flags=lt.create_torrent.v1_only)
lt.set_piece_hashes(torrent, os.path.dirname(sys.argv[1]))
open(sys.argv[2], "wb").write(lt.bencode(torrent.generate()))
PYTHON
}

timed() { # file of results, command: adds its seconds
  local file=$1 TIMEFORMAT=%R
  shift
  { time "$@" </dev/null >"$work/last.out" 2>&1; } 2>>"$file"
}

load_before=$(cut -d' ' -f1 /proc/loadavg)
echo "Content…"
mkdir -p "$work/content/many" "$work/torrents"
head -c "${mebibytes}M" /dev/urandom >"$work/content/one.bin"
make_torrent "$work/content/one.bin" "$work/torrents/one.torrent"

echo "1 seeder, 1 downloader…"
pair one 1 "$work/content" "$work/torrents/one.torrent"
echo "The same in 64 MiB of heap…"
extra=(-Xmx64m)
seed starling 1 "$work/content" "$work/torrents/one.torrent"
small_heap=$(download starling "$work/torrents/one.torrent" && cmp "$work/content/one.bin" "$work/leecher/downloads/one.bin" && echo works)
small_heap=${small_heap##*$'\n'}
end_seeders
extra=()
echo "4 seeders, 1 downloader…"
pair four 4 "$work/content" "$work/torrents/one.torrent"
if [ ${#plain[@]} -gt 0 ]; then
  echo "Encrypted…"
  pair rc4 1 "$work/content" "$work/torrents/one.torrent" rc4
fi

echo "Idle peers…"
info_hash=$(peer --home "$work/info" info --json "$work/torrents/one.torrent" | grep -oE '"info_hash":"[0-9a-f]{40}"' | cut -d'"' -f4)
memory() { # of the seeder's process, in KiB, after a full collection
  jcmd "${seeders[0]}" GC.run >/dev/null
  awk '/^(RssAnon|RssShmem):/ { sum += $2 } END { print sum }' "/proc/${seeders[0]}/status"
}
seed starling 1 "$work/content" "$work/torrents/one.torrent"
download starling "$work/torrents/one.torrent" >/dev/null
for _ in $(seq "$rounds"); do download starling "$work/torrents/one.torrent" >>"$work/alone"; done
idle_before=$(memory)
"$java" -cp peer/target/test-classes:common/target/classes starling.peer.bench.IdlePeers "${ports[0]}" "$info_hash" "$idle_peers" >"$work/idle.out" 2>&1 &
idle=$!
pids+=("$idle")
await "$work/idle.out" "connected"
idle_after=$(memory)
for _ in $(seq "$rounds"); do download starling "$work/torrents/one.torrent" >>"$work/beside"; done
kill "$idle"
wait "$idle" 2>/dev/null || true
end_seeders

echo "Create and recheck…"
head -c "${large_gibibytes}G" /dev/urandom >"$work/content/large.bin"
cat "$work/content/large.bin" >/dev/null
"$java" -cp peer/target/test-classes:common/target/classes starling.peer.bench.BareSha1 "$work/content/large.bin" >/dev/null
mkdir -p "$work/large/downloads"
mv "$work/content/large.bin" "$work/large/downloads/large.bin"
make_torrent "$work/large/downloads/large.bin" "$work/torrents/large.torrent"
printf 'seed --in "%s" "%s"\nexit\n' "$work/large/downloads" "$work/torrents/large.torrent" | peer --home "$work/large" >"$work/last.out" 2>&1
for _ in $(seq "$rounds"); do
  rm -rf "$work/made"
  timed "$work/create-starling" peer --home "$work/made" create --piece-length 4M "http://127.0.0.1:1/announce" "$work/large/downloads/large.bin"
  rm -f "$work/made.torrent"
  timed "$work/create-mktorrent" mktorrent -t 2 -l 22 -a http://127.0.0.1:1/announce -o "$work/made.torrent" "$work/large/downloads/large.bin"
  timed "$work/recheck-starling" peer --home "$work/large" recheck large.bin
  timed "$work/recheck-bare" "$java" -cp peer/target/test-classes:common/target/classes starling.peer.bench.BareSha1 "$work/large/downloads/large.bin"
done
rm -rf "$work/large" "$work/made" "$work/made.torrent"

echo "Many files…"
for folder in $(seq 0 $((many_files / 100 - 1))); do
  mkdir "$work/content/many/$folder"
  head -c $((many_bytes * 100)) /dev/urandom | split -a 3 -d -b "$many_bytes" - "$work/content/many/$folder/file-"
done
make_torrent "$work/content/many" "$work/torrents/many.torrent"
pair many 1 "$work/content" "$work/torrents/many.torrent"

table() {
  echo "| work | Starling | against | | ratio | goal | |"
  echo "| --- | ---: | --- | ---: | ---: | ---: | --- |"
  row "$mebibytes MiB, 1 seeder, wall s" libtorrent "$work/one-starling" "$work/one-libtorrent" 1 0.65
  row "the same, CPU s of both ends" libtorrent "$work/one-starling" "$work/one-libtorrent" 2 0.7
  row "$mebibytes MiB, 4 seeders, wall s" libtorrent "$work/four-starling" "$work/four-libtorrent" 1 0.65
  row "the same, CPU s of all ends" libtorrent "$work/four-starling" "$work/four-libtorrent" 2 ''
  row "$many_files files of $((many_bytes / 1024)) KiB, wall s" libtorrent "$work/many-starling" "$work/many-libtorrent" 1 0.7
  row "the same, CPU s of both ends" libtorrent "$work/many-starling" "$work/many-libtorrent" 2 ''
  row "create, $large_gibibytes GiB, s" "mktorrent -t 2" "$work/create-starling" "$work/create-mktorrent" 1 1.1
  row "recheck, $large_gibibytes GiB, s" "bare parallel SHA-1" "$work/recheck-starling" "$work/recheck-bare" 1 1.15
  if [ -f "$work/rc4-starling" ]; then
    row "$mebibytes MiB with RC4, wall s" "libtorrent, RC4 forced" "$work/rc4-starling" "$work/rc4-libtorrent" 1 0.8
    row "the same, CPU s of both ends" "libtorrent, RC4 forced" "$work/rc4-starling" "$work/rc4-libtorrent" 2 ''
  fi
  awk -v count="$idle_peers" -v kib="$((idle_after - idle_before))" -v modern="$([ "$java_version" -ge 21 ] && echo 1 || echo 0)" 'BEGIN {
    goal = modern ? 16 : 200
    printf "| %d idle peers, KiB each | %.1f | | | | ≤ %d | %s |\n", count, kib / count, goal, (kib / count <= goal ? "reached" : "missed") }'
  awk -v mib="$mebibytes" -v alone="$(column "$work/alone" 1)" -v beside="$(column "$work/beside" 1)" 'BEGIN {
    printf "| %d MiB beside them, wall s | %.2f | without them | %.2f | %.2f × as fast | ≥ 0.9 | %s |\n", mib, beside, alone, alone / beside, (alone / beside >= 0.9 ? "reached" : "missed") }'
  echo "| $mebibytes MiB with \`-Xmx64m\` | ${small_heap:-fails} | | | | works | $([ "$small_heap" = works ] && echo reached || echo missed) |"
}
table
[ "$quick" = yes ] && exit 0

title="The transfers on Java $java_version"
{
  echo "## $title"
  echo
  echo "\`scripts/bench/transfer.sh\` measures this anew (\`JAVA=…\` names another java, \`--quick\` takes under five minutes). All on"
  echo "127.0.0.1, times from the start of a program to its end, in turns, medians of $rounds rounds; CPU time is user and system of all"
  echo "ends. Why a goal is missed is said in [performance.md](performance.md)."
  echo
  table
  echo
  echo "- $(date -u +%Y-%m-%d), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), load average before: $load_before"
  echo "- $(uname -sr); Java $("$java" -version 2>&1 | sed -n '2p'); libtorrent $("$python" -c 'import libtorrent; print(libtorrent.version)'); $(mktorrent -h 2>&1 | head -n 1)"
} >"$work/section"
file=docs/benchmarks.md
[ -f "$file" ] || printf '# Benchmarks\n' >"$file"
awk -v title="## $title" '$0 == title { skip = 1; next } /^## / { skip = 0 } !skip' "$file" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/doc"
{ cat "$work/doc"; echo; cat "$work/section"; } >"$file"
echo "written: $file"
