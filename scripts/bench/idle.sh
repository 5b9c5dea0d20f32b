#!/usr/bin/env bash
# What a shell that nobody uses takes of a processor: 100 torrents that are seeded, 500 connections on which nothing is
# said but a keep-alive a minute, the table looked at each second at a terminal of 80 by 24. Measured soon after the start,
# while Java still compiles, and minutes later. Usage: scripts/bench/idle.sh [SECONDS] [CONNECTIONS]; JAVA=/path/to/java
# measures another runtime.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
connections=${2:-500}
java=${JAVA:-java}
jar=$PWD/peer/target/peer.jar
[ -f "$jar" ] || { echo "build first: mvn -DskipTests package" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# no settings of whoever runs this
export XDG_CONFIG_HOME=$folder/none
unset ${!STARLING_@}

"$java" -version 2>&1 | sed -n 2p
echo "load average before: $(cut -d' ' -f1 /proc/loadavg), $(nproc) processors"
python3 - "$java" "$jar" "$folder" "$seconds" "$connections" <<'PYTHON'
import fcntl, json, os, pty, re, select, socket, struct, subprocess, sys, termios, threading, time

java, jar, folder, seconds, connections = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])
TORRENTS, MOMENTS, KEEP_ALIVE, HERTZ = 100, (40, 240), 60, os.sysconf("SC_CLK_TCK")
home = os.path.join(folder, "home")
base = [java, "-jar", jar, "--home", home, "--bind", "127.0.0.1", "--no-discovery"]
names = ["file-%03d.bin" % number for number in range(TORRENTS)]
os.makedirs(os.path.join(home, "upload"))
for name in names:
    with open(os.path.join(home, "upload", name), "wb") as file:
        file.write(os.urandom(65536))
lines = ["create --no-tracker " + " ".join(names), "seed " + " ".join(name + ".torrent" for name in names)]
subprocess.run(base, input="\n".join(lines) + "\n", text=True, check=True, stdout=subprocess.DEVNULL)
listed = subprocess.run(base + ["list", "--json"], capture_output=True, text=True, check=True).stdout.splitlines()
hashes = [bytes.fromhex(json.loads(line)["info_hash"]) for line in listed]
assert len(hashes) == TORRENTS, len(hashes)

process, terminal = pty.fork()
if process == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execvp(java, base + ["--port", "0", "--max-download", "0", "--max-upload", "0"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
written = [0]
screen = bytearray()

def read():
    try:
        while True:
            more = os.read(terminal, 65536)
            written[0] += len(more)
            if len(screen) < 100_000:
                screen.extend(more)
    except OSError:
        pass

threading.Thread(target=read, daemon=True).start()

def until(met, what):
    end = time.monotonic() + 120
    while not met():
        if time.monotonic() > end:
            raise SystemExit(what + " did not come")
        time.sleep(0.1)

until(lambda: b"starling>" in screen, "the prompt")
port = int(re.search(rb"listening on 127\.0\.0\.1:(\d+)", screen).group(1))

def used():
    fields = open("/proc/%d/stat" % process).read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / HERTZ

peers = []
for number in range(connections):
    peer = socket.socket()
    peer.bind(("127.1.%d.%d" % (1 + number // 250, 1 + number % 250), 0))
    peer.connect(("127.0.0.1", port))
    peer.sendall(b"\x13BitTorrent protocol" + bytes(8) + hashes[number % TORRENTS] + b"-XX0001-%012d" % number)
    answer = b""
    while len(answer) < 68:
        more = peer.recv(68 - len(answer))
        if not more:
            raise SystemExit("the peer takes no connection number %d" % number)
        answer += more
    peers.append(peer)
connected = time.monotonic()
kept_alive = connected

def idle_until(end):
    global kept_alive
    while time.monotonic() < end:
        if time.monotonic() > kept_alive + KEEP_ALIVE:
            kept_alive = time.monotonic()
            for peer in peers:
                peer.sendall(bytes(4))
        for peer in select.select(peers, [], [], 1)[0]:
            if not peer.recv(65536):
                raise SystemExit("the peer closed a connection")

for moment in MOMENTS:
    idle_until(connected + moment)
    before, begun, bytes_before = used(), time.monotonic(), written[0]
    idle_until(begun + seconds)
    took = time.monotonic() - begun
    print("%d torrents, %d connections, from %d s on for %d s: %.2f %% of a processor, %.0f bytes a second to the terminal,"
          " %d threads, %d MB" % (
        TORRENTS, connections, moment, took, (used() - before) / took * 100, (written[0] - bytes_before) / took,
        len(os.listdir("/proc/%d/task" % process)),
        int(re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % process).read()).group(1)) / 1024), flush=True)
os.write(terminal, b"exit\r")
os.waitpid(process, 0)
PYTHON
