#!/usr/bin/env bash
# Set up the checkout: system packages, .venv with the locked requirements, the compiled modules.
# Whatever is there already and current is left as it is.
#
# The compiled modules are built by CMake (preset python) and installed beside the Python sources,
# and .venv gets an editable install that only points there. So Python code is edited without
# any build, C++ is rebuilt by ninja alone, and every tool finds one package in one folder.
# The wheel is built the usual way instead (pip wheel .), from the same CMake targets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

lock=requirements/dev.lock
venv_python="$PWD/.venv/bin/python"

digest_of() {
    cat "$@" | sha256sum | cut -d' ' -f1
}

# current STAMP VALUE: was STAMP last written with VALUE?
current() {
    [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

make_environment() {
    local wanted='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
    local home=.venv/.mia-home
    if [ -d .venv ]; then
        # An environment knows its own path: after a move it is useless and is made anew.
        if "$venv_python" -c "$wanted" 2>/dev/null && { [ ! -f $home ] || current $home "$PWD"; }; then
            printf '%s' "$PWD" >$home
            return
        fi
        say "the environment in .venv does not fit (another Python or another folder): making it anew"
        rm -rf .venv
    fi
    local python
    python=$(scripts/python.sh)
    say "making .venv with $("$python" --version)"
    quietly venv "$python" -m venv .venv
    printf '%s' "$PWD" >$home
}

install_requirements() {
    local stamp=.venv/.mia-requirements digest
    digest=$(digest_of "$lock")
    current $stamp "$digest" && return
    say "installing the locked requirements"
    quietly requirements "$venv_python" -m pip install --quiet --disable-pip-version-check \
        --no-input --no-deps --require-hashes -r "$lock"
    printf '%s' "$digest" >$stamp
}

install_project() {
    local stamp=.venv/.mia-project digest
    digest=$(digest_of pyproject.toml)
    current $stamp "$digest" && [ -x .venv/bin/mia ] && return
    say "installing mia-core"
    quietly project "$venv_python" -m pip install --quiet --disable-pip-version-check --no-input \
        --no-deps --no-build-isolation --config-settings=editable.mode=inplace \
        --config-settings=wheel.cmake=false --editable .
    printf '%s' "$digest" >$stamp
}

build_native() {
    ls python/mia_core/_native.*.so >/dev/null 2>&1 ||
        say "building the compiled modules (a few minutes the first time)"
    quietly native-configure cmake --preset python
    quietly native-build cmake --build --preset python
    grep -q 'Linking CXX shared' "$log_dir/native-build.log" || return 0
    quietly native-install cmake --install build/python --prefix "$PWD/python" --component python
    say "built the compiled modules"
}

scripts/packages.sh cpp python
make_environment
install_requirements
install_project
build_native
