#!/usr/bin/env bash
# How long the shell takes from its start to its prompt at a terminal, without and with a class-data archive.
# Usage: scripts/bench/startup.sh [RUNS]; JAVA=/path/to/java measures another runtime.
set -euo pipefail
cd "$(dirname "$0")/../.."

runs=${1:-9}
java=${JAVA:-java}
jar=$PWD/peer/target/peer.jar
[ -f "$jar" ] || { echo "build first: mvn -DskipTests package" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$java" -version 2>&1 | sed -n 2p
echo "load average before: $(cut -d' ' -f1 /proc/loadavg), $(nproc) processors"
python3 - "$java" "$jar" "$folder" "$runs" <<'PYTHON'
import fcntl, os, pty, statistics, struct, sys, termios, time

java, jar, folder, runs = sys.argv[1:4] + [int(sys.argv[4])]
archive = os.path.join(folder, "peer.jsa")

def start(options):
    """Seconds until the prompt is there, and processor seconds of the whole run."""
    command = [java, *options, "-jar", jar, "--home", os.path.join(folder, "home"), "--bind", "127.0.0.1",
               "--port", "0", "--max-download", "0", "--max-upload", "0", "--no-discovery"]
    begun = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(java, command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = b""
    while b"starling>" not in seen:
        seen += os.read(terminal, 4096)
    took = time.monotonic() - begun
    os.write(terminal, b"exit\r")
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        pass
    used = os.wait4(process, 0)[2]
    return took, used.ru_utime + used.ru_stime

def measure(what, options):
    start(options)
    results = [start(options) for _ in range(runs)]
    print("%-34s prompt after %.2f s (best %.2f), %.2f s of processor time to start and leave" % (
        what,
        statistics.median(took for took, used in results),
        min(took for took, used in results),
        statistics.median(used for took, used in results)), flush=True)

measure("as it comes", [])
quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
measure("first compiler only, serial GC", quick)
start(["-XX:ArchiveClassesAtExit=" + archive])
if os.path.exists(archive):
    measure("with an archive of its classes", ["-XX:SharedArchiveFile=" + archive])
    print("the archive takes %.0f MB" % (os.path.getsize(archive) / 1e6))
PYTHON
