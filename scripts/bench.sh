#!/usr/bin/env bash
# Run the full benchmarks into bench/results.md; arguments go to bench/run.py. Their C++ side was
# built, optimized, with the compiled modules. What MIA is compared with has an environment of its own,
# because its requirements are not ours; without it its rows are missing, which the results say.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

install_rivals() {
    "$(scripts/python.sh)" -m venv build/rivals &&
        quietly rivals build/rivals/bin/python -m pip install --quiet \
            --disable-pip-version-check --no-input --require-hashes -r requirements/rivals.lock
}

if [ ! -x build/rivals/bin/python ]; then
    say "installing what MIA is compared with"
    install_rivals || rm -rf build/rivals
fi
exec .venv/bin/python bench/run.py "$@"
