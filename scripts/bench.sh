#!/usr/bin/env bash
# Run the full benchmarks into bench/results.md; arguments go to bench/run.py. Their C++ side was
# built, optimized, with the compiled modules.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec .venv/bin/python bench/run.py "$@"
