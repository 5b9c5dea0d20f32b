#!/usr/bin/env bash
# How long the shell takes from its start to its prompt at a terminal, as it comes and as its package runs it, beside a
# program that says one word. Usage: scripts/bench/startup.sh [RUNS]; JAVA=/path/to/java measures another runtime.
set -euo pipefail
cd "$(dirname "$0")/../.."

runs=${1:-9}
java=${JAVA:-java}
jar=$PWD/peer/target/peer.jar
[ -f "$jar" ] || { echo "build first: mvn -DskipTests package" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# no settings of whoever runs this
export XDG_CONFIG_HOME=$folder/none
unset ${!STARLING_@}

"$java" -version 2>&1 | sed -n 2p
echo "load average before: $(cut -d' ' -f1 /proc/loadavg), $(nproc) processors, median of $runs runs"
cat >"$folder/Hello.java" <<'JAVA'
class Hello {
    public static void main(String[] words) {
        System.out.println("starling>");
    }
}
JAVA
"$(dirname "$(readlink -f "$(command -v "$java")")")/javac" -d "$folder" "$folder/Hello.java"
mkdir -p "$folder/usr/bin" "$folder/usr/share/starling"
cp "$jar" "$folder/usr/share/starling/peer.jar"
cp dist/src/deb/share/* "$folder/usr/share/starling"
cp dist/src/deb/bin/starling "$folder/usr/bin"
JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")
export JAVA_HOME
"$folder/usr/share/starling/make-archive"
python3 - "$java" "$jar" "$folder" "$runs" <<'PYTHON'
import fcntl, os, pty, select, statistics, struct, sys, termios, time

java, jar, folder, runs = sys.argv[1:4] + [int(sys.argv[4])]
installed = os.path.join(folder, "usr/bin/starling")
archive = os.path.join(folder, "var/cache/starling/peer.jsa")
hello = [java, "-cp", folder, "Hello"]
patience = 60

def peer(*program):
    return [*program, "--home", os.path.join(folder, "home"), "--bind", "127.0.0.1",
            "--port", "0", "--max-download", "0", "--max-upload", "0", "--no-discovery"]

def read(terminal):
    """What was written since, or nothing where the program has left."""
    if not select.select([terminal], [], [], patience)[0]:
        raise SystemExit("nothing came for %d seconds" % patience)
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""

def start(command):
    """Seconds until the prompt is there, and processor seconds of the whole run."""
    begun = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = b""
    while b"starling>" not in seen:
        more = read(terminal)
        if not more:
            raise SystemExit("it left without a prompt: " + seen.decode(errors="replace"))
        seen += more
    took = time.monotonic() - begun
    if command is not hello:
        os.write(terminal, b"exit\r")
    while read(terminal):
        pass
    os.close(terminal)
    used = os.wait4(process, 0)[2]
    return took, used.ru_utime + used.ru_stime

def measure(what, command, beside=None):
    start(command)
    results = [start(command) for _ in range(runs)]
    took = statistics.median(result[0] for result in results)
    print("%-34s %.2f s to the prompt (best %.2f)%s, %.2f s of processor time to start and leave" % (
        what,
        took,
        min(result[0] for result in results),
        "" if beside is None else ", %.1f times the one word" % (took / beside),
        statistics.median(result[1] for result in results)), flush=True)
    return took

word = measure("one word of a bare program", hello)
measure("the shell as it comes", peer(java, "-jar", jar), word)
measure("the shell as its package runs it", peer(installed), word)
print("the archive takes %.0f MB" % (os.path.getsize(archive) / 1e6))
PYTHON
