#!/usr/bin/env bash
# Looks at the package that 'mvn -Pdeb package' built: what is in it, and that it runs from where it is unpacked.
# Installs nothing; without dpkg it says so and leaves.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v dpkg-deb >/dev/null; then
  echo "check-deb: no dpkg here, nothing checked"
  exit 0
fi
deb=$(ls dist/target/starling_*_all.deb)
work=$(mktemp -d)
tracker=
finish() {
  status=$?
  [ -z "$tracker" ] || kill "$tracker" 2>/dev/null || true
  [ -z "$tracker" ] || wait "$tracker" 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
  echo "check-deb: $*" >&2
  exit 1
}

[ "$(dpkg-deb -f "$deb" Package)" = starling ] || fail "no package called starling"
dpkg-deb -c "$deb" >"$work/list"
for file in /usr/bin/starling /usr/bin/starling-tracker /usr/share/starling/peer.jar /usr/share/starling/tracker.jar \
  /usr/share/starling/java-options /usr/share/starling/make-archive \
  /usr/lib/systemd/system/starling-tracker.service /usr/share/man/man1/starling.1.gz \
  /usr/share/man/man1/starling-tracker.1.gz /usr/share/bash-completion/completions/starling \
  /usr/share/bash-completion/completions/starling-tracker /usr/share/zsh/vendor-completions/_starling \
  /usr/share/zsh/vendor-completions/_starling-tracker /usr/share/doc/starling/copyright \
  /usr/share/doc/starling/changelog.gz /usr/share/doc/starling/reference.md /usr/share/doc/starling/config.toml; do
  grep -qE " \.?$file\$" "$work/list" || fail "$file is not in the package"
done
[ "$(grep -cE '^-rwxr-xr-x.*/usr/bin/starling' "$work/list")" = 2 ] || fail "the launchers cannot be run"
if command -v lintian >/dev/null; then
  lintian --no-tag-display-limit "$deb" || true
fi

root=$work/root
dpkg-deb -x "$deb" "$root"
case $("$root/usr/bin/starling" --version) in Starling*) ;; *) fail "the peer does not run" ;; esac
case $("$root/usr/bin/starling-tracker" --version) in Starling*) ;; *) fail "the tracker does not run" ;; esac

"$root/usr/share/starling/make-archive" || fail "no archive of classes can be made"
[ -f "$root/var/cache/starling/peer.jsa" ] || fail "the archive of classes is not where the launcher looks"
case $("$root/usr/bin/starling" --version 2>&1) in Starling*) ;; *) fail "the peer does not run from its archive" ;; esac

bash -n "$root/usr/share/bash-completion/completions/starling" || fail "the completion script is no bash"
complete=$(bash -c '
  source "$1"
  COMP_WORDS=(starling dow); COMP_CWORD=1; COMP_LINE="starling dow"; COMP_POINT=12
  _complete_starling starling dow starling
  echo "${COMPREPLY[*]}"' - "$root/usr/share/bash-completion/completions/starling")
[ "$complete" = download ] || fail "'starling dow' is completed to '$complete'"
if command -v zsh >/dev/null; then
  # what a person types, with Tab at its end, and what it becomes
  for typed in 'starling dow:download' 'starling download --sel:--select' 'starling-tracker --int:--interval'; do
    timeout 60 zsh -f -c '
      zmodload zsh/zpty
      zpty person env TERM=xterm HOME="$2" zsh -f -i
      zpty -w person "fpath=($1 \$fpath); autoload -U compinit; compinit -u -D; PS1=come; PS1+=\"on> \""
      zpty -r -m person seen "*comeon> *"
      zpty -w -n person "${3%%:*}"$'"'\\t'"'
      zpty -r -m person seen "*${3#*:}*"' - "$root/usr/share/zsh/vendor-completions" "$work" "$typed" ||
      fail "zsh does not complete '${typed%%:*}' to '${typed#*:}'"
  done
fi
if command -v man >/dev/null; then
  for page in starling starling-tracker; do
    warnings=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 "$root/usr/share/man/man1/$page.1.gz" 2>&1 >/dev/null)
    [ -z "$warnings" ] || fail "man says of $page: $warnings"
  done
fi

# The two programs of the package move a file.
mkdir -p "$work/a/upload"
head -c 300000 /dev/urandom >"$work/a/upload/packaged.bin"
# The tracker runs by the words of its systemd unit, but for the port and where it listens.
unit=$work/starling-tracker.service
sed "s#/usr/bin/starling-tracker#$root&#" "$root/usr/lib/systemd/system/starling-tracker.service" >"$unit"
if command -v systemd-analyze >/dev/null; then
  systemd-analyze verify "$unit" 2>"$work/unit.out" || fail "the unit is not in order: $(cat "$work/unit.out")"
fi
start=$(sed -n 's/^ExecStart=//p' "$unit" | sed 's/ 12000 / 0 --bind 127.0.0.1 /')
env STATE_DIRECTORY="$work/tracker" sh -c "exec $start" >"$work/tracker.out" 2>&1 &
tracker=$!
for _ in $(seq 600); do
  grep -q 'listening on' "$work/tracker.out" && break
  kill -0 "$tracker" 2>/dev/null || break
  sleep 0.1
done
port=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/tracker.out" | head -n 1 | cut -d: -f2)
[ -n "$port" ] || fail "the tracker did not start: $(cat "$work/tracker.out")"
mkfifo "$work/in"
"$root/usr/bin/starling" 127.0.0.1 "$port" --home "$work/a" --bind 127.0.0.1 <"$work/in" >"$work/a.out" 2>&1 &
seeder=$!
exec 3>"$work/in"
echo "share packaged.bin" >&3
for _ in $(seq 600); do
  grep -q 'seeding' "$work/a.out" && break
  kill -0 "$seeder" 2>/dev/null || break
  sleep 0.1
done
timeout 120 "$root/usr/bin/starling" 127.0.0.1 "$port" --home "$work/b" --bind 127.0.0.1 \
  download packaged.bin </dev/null >"$work/b.out" 2>&1 || fail "no download: $(cat "$work/a.out" "$work/b.out")"
exec 3>&-
wait "$seeder" || fail "the seeder left with an error: $(cat "$work/a.out")"
kill "$tracker"
wait "$tracker" || fail "the tracker did not leave as a service should: $(cat "$work/tracker.out")"
tracker=
cmp "$work/a/upload/packaged.bin" "$work/b/downloads/packaged.bin" || fail "what came is something else"
echo "check-deb: $(basename "$deb"), $(wc -l <"$work/list") entries, is in order."
