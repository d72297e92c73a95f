#!/bin/sh
# Makes the packaged city list, in a virtual environment of its own: its source is 180 MB, too much for every set-up.
set -eu
cd "$(dirname "$0")/.."
maker=$(mktemp -d)
trap 'rm -rf "$maker"' EXIT
.venv/bin/python -m venv "$maker"
"$maker/bin/pip" install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/places.txt
"$maker/bin/python" tools/places.py bot/coaching/places.tsv
