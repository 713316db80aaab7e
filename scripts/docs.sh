#!/usr/bin/env bash
# Print docs/wire.md from the field tables of the schema.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

scripts/packages.sh cpp
say "printing docs/wire.md"
quietly configure-dev cmake --preset dev
quietly build-docs cmake --build --preset dev --target mia_wire_doc
mkdir -p docs
build/dev/bridge/wire/mia_wire_doc >build/wire.md
mv build/wire.md docs/wire.md
