#!/usr/bin/env bash
# Print the path of a Python that MIA runs on (3.11 to 3.13), or say what was found instead.
# MIA_PYTHON names one to use.
set -euo pipefail

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

names=(python3 python3.13 python3.12 python3.11)
[ -z "${MIA_PYTHON:-}" ] || names=("$MIA_PYTHON")

seen=()
for name in "${names[@]}"; do
    version=$(version_of "$name") || continue
    case $version in
    3.11 | 3.12 | 3.13)
        "$name" -c 'import sys; print(sys.executable)'
        exit 0
        ;;
    esac
    seen+=("$name is $version")
done

found=${seen[*]:-none}
printf 'error: Python 3.11, 3.12 or 3.13 was expected, found: %s\n' "$found" >&2
exit 1
