#!/bin/sh
# Installs what the browser tests need from Debian, as root, and only what is missing.
set -eu
if command -v chromium >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The browser tests need chromium: install it as root with 'apt-get install chromium'." >&2
    exit 1
fi
echo "Installing chromium …" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium >/dev/null
