#!/usr/bin/env bash
# Add to tests/golden what the layouts of this build lack there: batches and a recording. What is there stays; what
# this build reads in it is written down anew, for you to look at.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

scripts/packages.sh cpp
say "adding what tests/golden lacks"
quietly configure-dev cmake --preset dev
quietly build-golden cmake --build --preset dev --target mia_wire_golden
quietly golden-wire build/dev/tests/bridge/wire/mia_wire_golden tests/golden/wire
quietly golden-recordings .venv/bin/python -m tests.mia_core.golden_recording
git status --short -- tests/golden
