#!/bin/sh
# Installs the BitTorrent programs that the end-to-end tests trade with, from Debian's packages. Run it as root or as
# someone who may use sudo; it may be run again. No service is started.
set -eu

packages="aria2 transmission-cli transmission-daemon mktorrent python3-libtorrent opentracker iproute2 tmux zsh openssl nginx"

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=
for package in $packages; do
    installed "$package" || missing="$missing $package"
done

if [ -n "$missing" ]; then
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        echo "install-interop-peers: run this as root, or install sudo; missing:$missing" >&2
        exit 1
    fi
    # Maintainer scripts ask policy-rc.d before they start a service: 101 is no. One that is there already is left alone.
    policy=/usr/sbin/policy-rc.d
    made_policy=
    unblock() {
        [ -z "$made_policy" ] || $as_root rm -f "$policy"
        rm -f "$log"
    }
    log=$(mktemp)
    trap unblock EXIT
    trap 'exit 1' HUP INT TERM
    if [ ! -e "$policy" ]; then
        made_policy=yes
        printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
        $as_root chmod 755 "$policy"
    fi
    # shellcheck disable=SC2086 # a list of words
    if ! { $as_root apt-get -qq update && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install $missing; } >"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
fi

for package in $packages; do
    dpkg-query -W -f '${Package} ${Version}\n' "$package"
done
