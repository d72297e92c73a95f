#!/bin/sh
# Makes .venv in the project's root and installs a lock file into it: `tools/setup.sh run` or `tools/setup.sh dev`.
# A second call with the same lock and the same Python does nothing, in a few milliseconds.
set -eu
cd "$(dirname "$0")/.."

kind=${1:?"say which: tools/setup.sh run, or tools/setup.sh dev"}
lock=requirements/$kind.txt

say() { printf '%s\n' "$*" >&2; }

# The stamp names the Python and the lock that the folder was made with; it is written last, so that a folder whose
# making was interrupted has none. What dev.txt pins includes all of run.txt.
stamp() { printf '%s %s' "$2" "$(sha256sum "requirements/$1.txt" | cut -d' ' -f1)"; }
finished() { [ -f ".venv/.$1" ] && [ "$(cat ".venv/.$1")" = "$(stamp "$1" "$python")" ]; }

python=$(.venv/bin/python -V 2>/dev/null || true)
if [ -n "$python" ]; then
    if finished "$kind" || { [ "$kind" = run ] && finished dev; }; then exit 0; fi
fi

# The newest Python that has what we need (or of those that PYTHONS names). Each is tried, not only looked up: a shim
best='' best_version=0 unable='' old=''
for name in ${PYTHONS:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}; do
    version=$("$name" -c 'import sys; print(sys.version_info[0] * 100 + sys.version_info[1])' 2>/dev/null) || continue
    if [ "$version" -lt 311 ]; then old=$("$name" -V 2>&1); continue; fi
    if ! "$name" -c 'import venv, ensurepip' 2>/dev/null; then unable=$name; continue; fi
    if [ "$version" -gt "$best_version" ]; then best=$name best_version=$version; fi
done
if [ -z "$best" ]; then
    if [ -n "$unable" ]; then
        say "$unable cannot make a virtual environment: install it with 'apt-get install python3-venv' (as root), then try again."
    else
        say "Python 3.11 or newer is needed${old:+ (found $old)}: install it with 'apt-get install python3 python3-venv' (as root), then try again."
    fi
    exit 1
fi

# One set-up at a time; a second `make` waits for the first, and then finds the work done.
if [ -z "${UPSTREAM_SETUP_LOCKED:-}" ] && command -v flock >/dev/null; then
    UPSTREAM_SETUP_LOCKED=1 exec flock . "$0" "$kind"
fi

# Anything without a stamp of this Python is made anew: half-made, or left behind by another Python.
if ! { [ -n "$python" ] && grep -qs "^$python " .venv/.run .venv/.dev; }; then
    say "Setting up .venv with $("$best" -V) …"
    rm -rf .venv
    "$best" -m venv .venv
    python=$(.venv/bin/python -V)
fi
rm -f .venv/.run .venv/.dev
say "Installing $lock (pinned, with hashes) …"
if ! .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-deps --only-binary :all: \
    --require-hashes -r "$lock"; then
    say "The set-up did not finish: the lines above say why. It needs the network once; then try again."
    exit 1
fi
stamp "$kind" "$python" > ".venv/.$kind.new"
mv ".venv/.$kind.new" ".venv/.$kind"
