#!/usr/bin/env bash
# Refresh the lock files from pyproject.toml: lock.sh [--upgrade].
# Without --upgrade what is locked stays, as far as pyproject.toml still allows it. One resolution
# serves Python 3.11 to 3.13 on every platform; only names, versions and hashes are written.
#   runtime.lock  what mia-core needs to run; for users: pip install --require-hashes -r ...
#   dev.lock      the same and what builds, tests and checks it; make setup installs this one
#   rivals.lock   what make bench compares with, for an environment of its own
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

resolver=build/lock/bin/uv
if [ ! -x $resolver ]; then
    say "installing the resolver"
    "$(scripts/python.sh)" -m venv build/lock
    quietly lock build/lock/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.7'
fi

compile() {
    $resolver pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command scripts/lock.sh --no-emit-index-url "$@"
}

compile "$@" --output-file requirements/runtime.lock pyproject.toml
compile "$@" --group dev --constraint requirements/runtime.lock \
    --output-file requirements/dev.lock pyproject.toml
compile "$@" --group pyproject.toml:rivals --output-file requirements/rivals.lock
say "locked: $(grep -c '==' requirements/dev.lock) packages; commit requirements/"
