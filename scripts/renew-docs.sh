#!/usr/bin/env bash
# Writes docs/tutorial.md anew: runs the real programs on loopback addresses and shows what they print. Needs tmux and the
# finished jars (mvn -q package -DskipTests). scripts/renew-reference.sh writes the other pages that are made.
set -euo pipefail
cd "$(dirname "$0")/.."

java=${JAVA:-java}
tracker_jar=$PWD/tracker/target/tracker.jar
peer_jar=$PWD/peer/target/peer.jar
page=$PWD/docs/tutorial.md
work=$(mktemp -d)
new=$work/page
tracker=
mux=starling-tutorial-$$
finish() {
  status=$?
  tmux -L "$mux" kill-server 2>/dev/null || true
  [ -z "$tracker" ] || kill "$tracker" 2>/dev/null || true
  [ -z "$tracker" ] || wait "$tracker" 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM
# no settings of whoever runs this
export XDG_CONFIG_HOME=$work/none NO_COLOR=1
unset ${!STARLING_@}

# Waits until a command succeeds, two minutes at most.
await() {
  for _ in $(seq 1200); do
    if "$@" 2>/dev/null; then return 0; fi
    sleep 0.1
  done
  echo "renew-docs: did not come: $*" >&2
  tmux -L "$mux" list-sessions -F '#S' 2>/dev/null | while read -r name; do screen "$name" >&2; done
  return 1
}

# Text of the page, from stdin.
say() { cat >>"$new"; }

# Indents, and names folders and ports as everyone's are.
tidy() {
  sed -e "s|$work|~|g" -e "s|127\.0\.0\.1:$port\b|127.0.0.1:12000|g" -e "s|127\.0\.0\.1 $port\b|127.0.0.1 12000|g" \
    -e 's/[[:space:]]*$//' -e 's/^\(.\)/    \1/'
}

# A command and what it prints.
run() {
  {
    echo "\$ starling $*"
    (cd "$work" && "$java" -jar "$peer_jar" "$@" </dev/null 2>&1) || true
  } | tidy >>"$new"
}

shell() { tmux -L "$mux" new-session -d -s "$1" -x 80 -y "$2" -c "$work" "$java -jar $peer_jar ${*:3}"; }
keys() { tmux -L "$mux" send-keys -t "$1" "${@:2}"; }
type_line() { tmux -L "$mux" send-keys -t "$1" -l "$2" && tmux -L "$mux" send-keys -t "$1" Enter; }
screen() { tmux -L "$mux" capture-pane -p -J -t "$1" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; }
shows() { screen "$1" | grep -E "$2" >/dev/null; }
picture() { screen "$1" | tidy >>"$new"; }

mkdir -p "$work/ada/upload" "$work/bob"
head -c 48000000 /dev/urandom >"$work/ada/upload/starlings.mkv"
mkdir "$work/ada/murmuration"
head -c 400000 /dev/urandom >"$work/ada/murmuration/dusk.jpg"
head -c 300000 /dev/urandom >"$work/ada/murmuration/dawn.jpg"

"$java" -jar "$tracker_jar" 0 --bind 127.0.0.1 --data "$work/tracker" >"$work/tracker.out" 2>&1 &
tracker=$!
await grep -q 'listening on' "$work/tracker.out"
port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/tracker.out" | head -n 1 | cut -d: -f2)

say <<'TEXT'
# Tutorial

From nothing to a swarm, on one machine. Made by `scripts/renew-docs.sh`, which runs every command and shows what was
printed; names of folders and the tracker's port alone are put as everyone's are.

`starling` is `java -jar peer/target/peer.jar` here, and `starling-tracker` is `java -jar tracker/target/tracker.jar`: that is
what the Debian package calls them. `--bind` keeps all of this on one machine; leave it out to reach others.

## A tracker

TEXT
{
  echo '$ starling-tracker 12000 --bind 127.0.0.1'
  cat "$work/tracker.out"
} | tidy >>"$new"

say <<'TEXT'

It runs until Ctrl-C. Everything else happens in other terminals.

## A torrent

A peer has a home, a folder with `upload/`, `downloads/` and `torrents/` in it: the one it is started in, or `--home`. What
lies in `upload/` may be named without it.

TEXT
run 127.0.0.1 "$port" --home ada create ada/murmuration
run --home ada info murmuration.torrent

say <<'TEXT'

For programs there is `--json`, with one object a line:

TEXT
run --home ada info --json murmuration.torrent

say <<'TEXT'

## Sharing, in the shell

Without a command `starling` is a shell. It asks for two rates, says who and where it is, and shows every transfer above the
prompt. `share` makes the torrent, publishes it at the tracker and seeds it.

    $ starling 127.0.0.1 12000 --bind 127.0.0.1 --home ada
TEXT
shell ada 24 127.0.0.1 "$port" --bind 127.0.0.1 --home ada
await shows ada 'Maximum download'
type_line ada ''
await shows ada 'Maximum upload'
type_line ada '4M'
await shows ada 'starling>'
type_line ada 'share starlings.mkv'
await shows ada 'starlings.mkv: seeding'
await shows ada 'ok, '
picture ada

say <<'TEXT'

## Finding and downloading

Someone else, with the same tracker, finds it by any word of its name, and takes row 1 of what was found:

    $ starling 127.0.0.1 12000 --bind 127.0.0.2 --home bob --max-download 0 --max-upload 0
TEXT
shell bob 24 127.0.0.1 "$port" --bind 127.0.0.2 --home bob --max-download 0 --max-upload 0
await shows bob 'starling>'
type_line bob 'search starl'
await shows bob '1 seed'
type_line bob 'download 1'
await shows bob ' [2-9][0-9] % .*1 seed 0 peers'
picture bob

say <<'TEXT'

Commands go on while the table is drawn. `peers` says who is there, with flags that `help peers` explains:

TEXT
keys bob C-l
type_line bob 'peers starlings'
await shows bob 'mkv: 1 peer'
screen bob | grep -A 2 'starling> peers' | tidy >>"$new"

say <<'TEXT'

Every piece is compared with its hash as it comes. At the end it says so, and goes on as a seed:

TEXT
await shows bob 'complete and verified'
keys bob C-l
type_line bob 'list'
await shows bob '100 %'
screen bob | grep -A 1 'starling> list' | tidy >>"$new"
type_line bob 'exit'
await eval '! tmux -L "$mux" has-session -t bob'

say <<'TEXT'

What ran goes on at the next start, from what is verified on disk.

## One command at a time

Each command of the shell is also one of the command line, for scripts. The exit code says how it went (`starling help` lists
them).

TEXT
run --home bob list
run --home bob files starlings
run --home bob files strlings.mkv
run --home bob lisst
run --home bob list --json

say <<'TEXT'

A hook runs a program when a download is complete, with `STARLING_NAME`, `STARLING_PATH` and more in its environment, and a
pipe of commands is a script:

    $ printf 'download murmuration.torrent\nwait\nlist\n' | starling --on-complete /usr/local/bin/sort-it 127.0.0.1 12000

## Settings

Every option may stand in `~/.config/starling/config.toml`, in `.starling/config.toml` of a home, or in the environment.

TEXT
mkdir -p "$work/bob/.starling"
printf 'max-upload = "500K"\nseed-ratio = 1.5\n' >"$work/bob/.starling/config.toml"
sed 's/^/    /' "$work/bob/.starling/config.toml" >>"$new"
say <<'TEXT'

`config` says what holds and where it came from:

TEXT
run --home bob --max-download 2M config
printf 'max-uplaod = "500K"\n' >"$work/bob/.starling/config.toml"
say <<'TEXT'

A mistake is said with its line:

TEXT
run --home bob list
rm "$work/bob/.starling/config.toml"

say <<'TEXT'

## Taking leave

`remove` forgets a torrent; with `--with-data` it deletes the torrent's files, and nothing else, after asking:

TEXT
echo '    $ starling --home bob remove starlings --with-data' >>"$new"
shell question 10 --home bob remove starlings --with-data
await shows question 'Delete starlings'
picture question
type_line question n
await eval '! tmux -L "$mux" has-session -t question'
say <<'TEXT'

Scripts say `--yes`:

TEXT
run --home bob remove starlings --with-data --yes
type_line ada 'exit'
await eval '! tmux -L "$mux" has-session -t ada'

cp "$new" "$page"
echo "docs/tutorial.md is new."
