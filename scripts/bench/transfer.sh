#!/usr/bin/env bash
# The peer beside libtorrent, aria2, bt, mktorrent and bare loops on this machine, in one run, everything on 127.0.0.1. Writes the
# section of the transfers in docs/benchmarks.md, one for each version of Java.
#
#   scripts/bench/transfer.sh [--quick] [--row NAME]...
#
#   --quick     one round of smaller work, under five minutes; docs/ is left alone
#   --row NAME  this work alone: one, others, heap, four, rc4, idle, create, many; docs/ is left alone
#   --rounds N  so many rounds
#
# The peer runs as the package installs it: through its launcher, with its options for Java and an archive of its classes.
# The rows "as java -jar" say what it is without. JAVA names another java. What it compares with is installed by
# scripts/install-interop-peers.sh, but for bt, which Maven brings. Why goals are missed is said in scripts/bench/transfer-reasons.txt, and goes into the table.
set -euo pipefail
cd "$(dirname "$0")/../.."

java=${JAVA:-java}
rounds=5
mebibytes=1024
many_files=20000
many_bytes=214748
large_gibibytes=4
quick=no
chosen=
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes rounds=1 mebibytes=512 many_files=4000 large_gibibytes=1 ;;
    --row) chosen="$chosen ${2:?} "; shift ;;
    --rounds) rounds=${2:?}; shift ;;
    *) sed -n 's/^#   //p' "$0" >&2; exit 2 ;;
  esac
  shift
done
is_chosen() { [ -z "$chosen" ] || [[ $chosen == *" $1 "* ]]; }
scripts/install-interop-peers.sh >/dev/null
if [ ! -f peer/target/peer.jar ] || [ ! -f tracker/target/tracker.jar ] || [ ! -d peer/target/test-classes ]; then
  echo "Building…"
  mvn -q -B package -DskipTests
fi
ulimit -n "$(ulimit -Hn)"
# Debian's own, which has Debian's libtorrent; another python3 may come first in the path
python=/usr/bin/python3
java_version=$("$java" -XshowSettings:properties -version 2>&1 | sed -nE 's/.*java.specification.version = ([0-9]+).*/\1/p')
modern=$([ "$java_version" -ge 21 ] && echo 1 || echo 0) # has virtual threads
# A torrent takes 1,200 connections at most, so it is a torrent for each thousand.
idle_torrents=$([ "$modern" = 1 ] && echo 10 || echo 1)
idle_peers=$((idle_torrents * 1000))

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

# The peer as the package lays it out, and as the jar comes.
peer_jar=$PWD/peer/target/peer.jar
installed=$work/installed/usr
mkdir -p "$installed/bin" "$installed/share/starling"
cp "$peer_jar" tracker/target/tracker.jar dist/src/deb/share/java-options dist/src/deb/share/make-archive "$installed/share/starling"
cp dist/src/deb/bin/starling "$installed/bin"
JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")
export JAVA_HOME
# Sets what runs the peer: "starling" is as installed, "plain" as java -jar.
peer=()
peer_as() {
  case $1 in
    starling) peer=("$installed/bin/starling" --bind 127.0.0.1 --no-dht) ;;
    plain) peer=("$java" -jar "$peer_jar" --bind 127.0.0.1 --no-dht) ;;
  esac
}

await() { # file, pattern
  for _ in $(seq 3000); do
    grep -qsE "$2" "$1" && return
    ! grep -qs '^Exception' "$1" || break
    sleep 0.1
  done
  cat "$1" >&2
  exit 1
}
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; } # of a process that runs
hertz=$(getconf CLK_TCK)
next_port=$((20000 + RANDOM % 10000))

encryption() { [ "$1" = rc4 ] && echo --encryption require || echo --encryption off; }

bare_transfer=("$java" -cp peer/target/test-classes:common/target/classes starling.peer.bench.BareTransfer)
aria2=(aria2c --no-conf --interface=127.0.0.1 --enable-dht=false --enable-dht6=false --bt-enable-lpd=false
  --enable-peer-exchange=false --disable-ipv6=true --file-allocation=none --summary-interval=1)

# Starts seeders, and sets their ports and process ids: program, how many, folder, torrent, [rc4]. Starling takes several
# torrents, with spaces in between.
seed() {
  local program=$1 count=$2 folder=$3 torrent=$4 way=${5:-} i
  seeders=() ports=()
  for i in $(seq "$count"); do
    next_port=$((next_port + 1))
    : >"$work/seed-$i.out"
    if [ "$program" = libtorrent ]; then
      "$python" scripts/bench/libtorrent_transfer.py seed "$next_port" "$folder" "$torrent" $way >"$work/seed-$i.out" 2>&1 &
    elif [ "$program" = aria2 ]; then
      "${aria2[@]}" --listen-port="$next_port" --dir="$folder" --bt-seed-unverified=true --seed-ratio=0.0 "$torrent" \
        </dev/null >"$work/seed-$i.out" 2>&1 &
    elif [ "$program" = bt ]; then
      "${bt[@]}" seed "$next_port" "$folder" "$torrent" >"$work/seed-$i.out" 2>&1 &
    elif [ "$program" = bare ]; then
      "${bare_transfer[@]}" seed "$next_port" "$folder/one.bin" >"$work/seed-$i.out" 2>&1 &
    else
      mkdir -p "$work/seed-home-$i"
      peer_as "$program"
      "${peer[@]}" --home "$work/seed-home-$i" --port "$next_port" $(encryption "$way") seed --in "$folder" $torrent \
        </dev/null >"$work/seed-$i.out" 2>&1 &
    fi
    seeders+=($!)
    pids+=($!)
    ports+=("$next_port")
  done
  for i in $(seq "$count"); do await "$work/seed-$i.out" 'ready|[Ss]eeding|SEED\('; done
}

end_seeders() {
  local pid
  for pid in "${seeders[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
}

# Takes away what the last download brought. Its files stay until the end, empty: for minutes after many were removed, ext4
# without a journal takes longer to make a file than to fill it, and the row of many files would measure little else.
put_away() {
  [ -d "$work/leecher" ] || return 0
  find "$work/leecher" -type f -size +0 -exec truncate -s 0 {} +
  mkdir -p "$work/gone"
  mv "$work/leecher" "$(mktemp -d "$work/gone/XXXXXX")"
}

# Prints "seconds cpu-seconds-of-all-ends" of a download from the seeders that run: program, torrent, [rc4]
download() {
  local program=$1 torrent=$2 way=${3:-} before=0 after=0 pid port
  put_away
  mkdir "$work/leecher"
  sync
  for pid in "${seeders[@]}"; do before=$((before + $(ticks "$pid"))); done
  local TIMEFORMAT='%R %U %S'
  if [ "$program" = libtorrent ]; then
    { time "$python" scripts/bench/libtorrent_transfer.py download "$work/leecher" "$torrent" "$(IFS=,; echo "${ports[*]}")" $way >"$work/last.out" 2>&1; } 2>"$work/time"
  elif [ "$program" = aria2 ]; then
    { time "${aria2[@]}" --listen-port="$((ports[0] + 1))" --dir="$work/leecher" --seed-time=0 "$torrent" </dev/null >"$work/last.out" 2>&1; } 2>"$work/time"
    next_port=$((next_port + 1))
  elif [ "$program" = bt ]; then
    { time "${bt[@]}" download "$((ports[0] + 1))" "$work/leecher" "$torrent" >"$work/last.out" 2>&1; } 2>"$work/time"
    next_port=$((next_port + 1))
  elif [ "$program" = bare ]; then
    { time "${bare_transfer[@]}" download "${ports[0]}" "$work/leecher/one.bin" "$((mebibytes << 20))" >"$work/last.out" 2>&1; } 2>"$work/time"
  else
    local peers=()
    for port in "${ports[@]}"; do peers+=(--peer "127.0.0.1:$port"); done
    peer_as "$program"
    { time "${peer[@]}" --home "$work/leecher" $(encryption "$way") download "$torrent" "${peers[@]}" </dev/null >"$work/last.out" 2>&1; } 2>"$work/time"
  fi
  for pid in "${seeders[@]}"; do after=$((after + $(ticks "$pid"))); done
  awk -v ticks="$((after - before))" -v hertz="$hertz" '{ print $1, $2 + $3 + ticks / hertz }' "$work/time"
}

# Rounds in turns, so that all have the same weather: name of results, programs, how many seeders, folder, torrent, [rc4]
rounds_of() {
  local name=$1 programs=$2 count=$3 folder=$4 torrent=$5 way=${6:-} program
  for program in starling libtorrent; do # what is first read from disk is in the cache then
    seed "$program" "$count" "$folder" "$torrent" "$way"
    download "$program" "$torrent" "$way" >/dev/null
    end_seeders
  done
  for _ in $(seq "$rounds"); do
    for program in $programs; do
      seed "$program" "$count" "$folder" "$torrent" "$way"
      download "$program" "$torrent" "$way" >>"$work/$name-$program"
      end_seeders
    done
  done
  put_away
}

column() { # file, which: the median
  awk -v column="$2" '{ print $column }' "$1" | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}
reason() { # of a row that misses its goal: name
  sed -n "s/^$1: *//p" scripts/bench/transfer-reasons.txt
}
row() { # name of the reason, work, against, file of ours, file of theirs, column, goal
  awk -v name="$2" -v against="$3" -v ours="$(column "$4" "$6")" -v theirs="$(column "$5" "$6")" -v goal="$7" -v reason="$(reason "$1")" 'BEGIN {
    ratio = ours / theirs
    missed = reason ? "missed: " reason : "missed"
    printf "| %s | %.2f | %s | %.2f | %.2f × | %s | %s |\n", name, ours, against, theirs, ratio, (goal ? "≤ " goal " ×" : ""), (goal ? (ratio <= goal ? "reached" : missed) : "") }'
}

make_torrent() { # folder or file, torrent, [tracker]
  "$python" - "$@" <<'PYTHON'
import os, sys
import libtorrent as lt
storage = lt.file_storage()
lt.add_files(storage, sys.argv[1])
torrent = lt.create_torrent(storage, flags=lt.create_torrent.v1_only)
for tracker in sys.argv[3:]:
    torrent.add_tracker(tracker)
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
"$installed/share/starling/make-archive"
mkdir -p "$work/content/many" "$work/torrents"

if is_chosen one || is_chosen others || is_chosen heap || is_chosen four || is_chosen rc4 || is_chosen idle; then
  head -c "${mebibytes}M" /dev/urandom >"$work/content/one.bin"
  make_torrent "$work/content/one.bin" "$work/torrents/one.torrent"
fi
if is_chosen one; then
  echo "1 seeder, 1 downloader…"
  rounds_of one "starling plain libtorrent" 1 "$work/content" "$work/torrents/one.torrent"
fi
if is_chosen others; then
  echo "The same by others…"
  mvn -q -B -f scripts/bench/bt/pom.xml dependency:build-classpath -Dmdep.outputFile="$work/bt.classpath" >/dev/null
  "$JAVA_HOME/bin/javac" -proc:none -cp "$(cat "$work/bt.classpath")" -d "$work/bt" scripts/bench/bt/BtEnd.java
  bt=("$java" -cp "$work/bt:$(cat "$work/bt.classpath")" BtEnd)
  "$java" -jar "$installed/share/starling/tracker.jar" 0 --bind 127.0.0.1 --memory --no-discovery >"$work/tracker.out" 2>&1 &
  tracker=$!
  pids+=("$tracker")
  await "$work/tracker.out" 'listening on'
  make_torrent "$work/content/one.bin" "$work/torrents/tracked.torrent" \
    "$(grep -oE 'http://[0-9.:]+/announce' "$work/tracker.out" | head -n 1)"
  rounds_of others "starling aria2 bare" 1 "$work/content" "$work/torrents/tracked.torrent"
  if [ "$quick" = no ]; then # it takes so long that once is enough
    seed bt 1 "$work/content" "$work/torrents/tracked.torrent"
    download bt "$work/torrents/tracked.torrent" >"$work/others-bt"
    end_seeders
  fi
  kill "$tracker"
  wait "$tracker" 2>/dev/null || true
fi
if is_chosen heap; then
  echo "The same in 64 MiB of heap…"
  small_heap=fails
  seed starling 1 "$work/content" "$work/torrents/one.torrent"
  JDK_JAVA_OPTIONS=-Xmx64m download starling "$work/torrents/one.torrent" >/dev/null
  cmp "$work/content/one.bin" "$work/leecher/downloads/one.bin" && small_heap=works
  end_seeders
fi
if is_chosen four; then
  echo "4 seeders, 1 downloader…"
  rounds_of four "starling plain libtorrent" 4 "$work/content" "$work/torrents/one.torrent"
fi
if is_chosen rc4; then
  echo "Encrypted…"
  rounds_of rc4 "starling plain libtorrent" 1 "$work/content" "$work/torrents/one.torrent" rc4
fi

memory() { # of the seeder's process, in KiB, after a full collection
  "$JAVA_HOME/bin/jcmd" "${seeders[0]}" GC.run >/dev/null
  awk '/^(RssAnon|RssShmem):/ { sum += $2 } END { print sum }' "/proc/${seeders[0]}/status"
}
if is_chosen idle; then
  echo "Idle peers…"
  peer_as starling
  torrents=$work/torrents/one.torrent
  for i in $(seq 2 "$idle_torrents"); do
    head -c 1M /dev/urandom >"$work/content/idle-$i.bin"
    make_torrent "$work/content/idle-$i.bin" "$work/torrents/idle-$i.torrent"
    torrents="$torrents $work/torrents/idle-$i.torrent"
  done
  hashes=$(for torrent in $torrents; do
    "${peer[@]}" --home "$work/info" info --json "$torrent" | grep -oE '"info_hash":"[0-9a-f]{40}"' | cut -d'"' -f4
  done)
  seed starling 1 "$work/content" "$torrents"
  download starling "$work/torrents/one.torrent" >/dev/null
  for _ in $(seq "$rounds"); do download starling "$work/torrents/one.torrent" >>"$work/alone"; done
  idle_before=$(memory)
  "$java" -cp peer/target/test-classes:common/target/classes starling.peer.bench.IdlePeers "${ports[0]}" "$idle_peers" $hashes >"$work/idle.out" 2>&1 &
  idle=$!
  pids+=("$idle")
  await "$work/idle.out" "connected"
  idle_after=$(memory)
  for _ in $(seq "$rounds"); do download starling "$work/torrents/one.torrent" >>"$work/beside"; done
  kill "$idle"
  wait "$idle" 2>/dev/null || true
  end_seeders
fi

if is_chosen create; then
  echo "Create and recheck…"
  mkdir -p "$work/large/downloads"
  large=$work/large/downloads/large.bin
  head -c "${large_gibibytes}G" /dev/urandom >"$large"
  bare=("$java" -cp peer/target/test-classes:common/target/classes starling.peer.bench.BareSha1 "$large")
  "${bare[@]}" >/dev/null
  make_torrent "$large" "$work/torrents/large.torrent"
  peer_as starling
  printf 'seed --in "%s" "%s"\nexit\n' "$work/large/downloads" "$work/torrents/large.torrent" | "${peer[@]}" --home "$work/large" >"$work/last.out" 2>&1
  for _ in $(seq "$rounds"); do
    for program in starling plain; do
      rm -rf "$work/made"
      peer_as "$program"
      timed "$work/create-$program" "${peer[@]}" --home "$work/made" create --piece-length 4M "http://127.0.0.1:1/announce" "$large"
    done
    rm -f "$work/made.torrent"
    timed "$work/create-mktorrent" mktorrent -t 2 -l 22 -a http://127.0.0.1:1/announce -o "$work/made.torrent" "$large"
    peer_as starling
    timed "$work/recheck-starling" "${peer[@]}" --home "$work/large" recheck large.bin
    timed "$work/recheck-bare" "${bare[@]}"
  done
  rm -rf "$work/large" "$work/made" "$work/made.torrent"
fi

if is_chosen many; then
  echo "Many files…"
  for folder in $(seq 0 $((many_files / 100 - 1))); do
    mkdir "$work/content/many/$folder"
    head -c $((many_bytes * 100)) /dev/urandom | split -a 3 -d -b "$many_bytes" - "$work/content/many/$folder/file-"
  done
  make_torrent "$work/content/many" "$work/torrents/many.torrent"
  rounds_of many "starling plain libtorrent" 1 "$work/content" "$work/torrents/many.torrent"
fi

transfer_rows() { # name, work, goal of seconds, goal of processor time
  row "$1" "$2, wall s" libtorrent "$work/$1-starling" "$work/$1-libtorrent" 1 "$3"
  row "$1-cpu" "the same, CPU s of all ends" libtorrent "$work/$1-starling" "$work/$1-libtorrent" 2 "$4"
  row "$1" "the same as \`java -jar\`, wall s" libtorrent "$work/$1-plain" "$work/$1-libtorrent" 1 ''
  row "$1-cpu" "the same as \`java -jar\`, CPU s of all ends" libtorrent "$work/$1-plain" "$work/$1-libtorrent" 2 ''
}
other_rows() { # name, file of theirs
  row '' "$mebibytes MiB, 1 seeder, wall s" "$1" "$work/others-starling" "$work/others-$2" 1 ''
  row '' "the same, CPU s of all ends" "$1" "$work/others-starling" "$work/others-$2" 2 ''
}
table() {
  echo "| work | Starling | against | | ratio | goal | |"
  echo "| --- | ---: | --- | ---: | ---: | ---: | --- |"
  if is_chosen one; then transfer_rows one "$mebibytes MiB, 1 seeder" 0.65 0.7; fi
  if is_chosen others; then
    other_rows aria2 aria2
    [ "$quick" = yes ] || other_rows "bt 1.10 (one round)" bt
    other_rows "a bare loop: \`transferTo\`, SHA-1, write" bare
  fi
  if is_chosen four; then transfer_rows four "$mebibytes MiB, 4 seeders" 0.65 ''; fi
  if is_chosen many; then transfer_rows many "$many_files files of $((many_bytes / 1024)) KiB" 0.7 ''; fi
  if is_chosen rc4; then transfer_rows rc4 "$mebibytes MiB with RC4 (forced in both)" 0.8 ''; fi
  if is_chosen create; then
    row create "create, $large_gibibytes GiB, s" "mktorrent -t 2" "$work/create-starling" "$work/create-mktorrent" 1 1.1
    row create "the same as \`java -jar\`, s" "mktorrent -t 2" "$work/create-plain" "$work/create-mktorrent" 1 ''
    row recheck "recheck, $large_gibibytes GiB, s" "bare parallel SHA-1" "$work/recheck-starling" "$work/recheck-bare" 1 1.15
  fi
  if is_chosen idle; then
    awk -v count="$idle_peers" -v kib="$((idle_after - idle_before))" -v modern="$modern" -v reason="$(reason idle)" 'BEGIN {
      goal = modern ? 16 : 200
      printf "| %d idle peers, KiB each | %.1f | | | | ≤ %d | %s |\n", count, kib / count, goal, (kib / count <= goal ? "reached" : "missed: " reason) }'
    awk -v mib="$mebibytes" -v alone="$(column "$work/alone" 1)" -v beside="$(column "$work/beside" 1)" -v reason="$(reason beside)" 'BEGIN {
      printf "| %d MiB beside them, wall s | %.2f | without them | %.2f | %.2f × as fast | ≥ 0.9 | %s |\n", mib, beside, alone, alone / beside, (alone / beside >= 0.9 ? "reached" : "missed: " reason) }'
  fi
  if is_chosen heap; then
    echo "| $mebibytes MiB with \`-Xmx64m\` | $small_heap | | | | works | $([ "$small_heap" = works ] && echo reached || echo missed) |"
  fi
}
table
if [ "$quick" = yes ] || [ -n "$chosen" ]; then exit 0; fi

title="The transfers on Java $java_version"
{
  echo "## $title"
  echo
  echo "\`scripts/bench/transfer.sh\` measures this anew (\`JAVA=…\` names another java, \`--quick\` takes under five minutes, \`--row\`"
  echo "chooses one). All on 127.0.0.1, times from the start of a program to its end, in turns, medians of $rounds rounds; CPU time is"
  echo "user and system of all ends. Starling runs as its package installs it, which brings options for Java and an archive of"
  echo "classes; the rows \"as \`java -jar\`\" are without both. Where the time goes is said in [performance.md](performance.md)."
  echo
  table
  echo
  echo "- $(date -u +%Y-%m-%d), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), load average before: $load_before"
  echo "- $(uname -sr); Java $("$java" -version 2>&1 | sed -n '2p'); libtorrent $("$python" -c 'import libtorrent; print(libtorrent.version)'); $({ mktorrent -h 2>&1 || true; } | head -n 1)"
} >"$work/section"
file=docs/benchmarks.md
[ -f "$file" ] || printf '# Benchmarks\n' >"$file"
awk -v title="## $title" '$0 == title { skip = 1; next } /^## / { skip = 0 } !skip' "$file" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/doc"
{ cat "$work/doc"; echo; cat "$work/section"; } >"$file"
echo "written: $file"
