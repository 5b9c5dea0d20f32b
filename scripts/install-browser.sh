#!/bin/sh
# Installs the browser that the tests of the tracker's pages look through, from Debian's packages. Run it as root or as
# someone who may use sudo; it may be run again.
set -eu

if [ ! -x /usr/bin/chromium ]; then
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        echo "install-browser: run this as root, or install sudo; missing: chromium" >&2
        exit 1
    fi
    $as_root apt-get -qq update
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install chromium
fi
dpkg-query -W -f '${Package} ${Version}\n' chromium
