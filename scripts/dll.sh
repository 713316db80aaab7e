#!/usr/bin/env bash
# Cross-build what Windows needs, with mingw-w64: dll.sh [wine].
#   build/dll    the study DLL and libzmq.dll; with ACS_SOURCE_DIR=<folder of Sierra's headers>
#                against those, otherwise against ours, for the simulated host and nothing else
#   build/wine   with `wine`: the DLLs against our header and the program that plays Sierra Chart
# Nothing is put there before both DLLs have exactly the exports and imports they must have.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

windows_own='ADVAPI32|bcrypt|GDI32|IPHLPAPI|KERNEL32|msvcrt|RPCRT4|SHELL32|USER32|WS2_32'

exports() {
    x86_64-w64-mingw32-objdump -p "$1" |
        awk '/^\[Ordinal\/Name Pointer\] Table/ { on = 1; next } !/^\t/ { on = 0 } on { print $NF }' |
        sort
}

imports() { x86_64-w64-mingw32-objdump -p "$1" | sed -n 's/^\tDLL Name: //p' | sort -f; }

# must_be_same WHAT EXPECTED FOUND
must_be_same() {
    [ "$2" = "$3" ] && return
    fail "$1: expected" $2 "; found" $3
}

check_imports() {
    local foreign
    foreign=$(imports "$1" | grep -v -i -x -E "($windows_own)\.dll" | tr '\n' ' ') || true
    [ -z "$foreign" ] || fail "$1 imports what is not Windows' own: $foreign"
}

study_exports() {
    {
        echo scdll_DLLName
        echo scdll_DLLVersion
        sed -n 's/^SCSFExport \(scsf_[A-Za-z0-9_]*\)(.*/\1/p' studies/*.cpp
    } | sort
}

row() { printf '  %-12s %12s %8s  %s\n' "$@"; }

show() {
    row "$(basename "$1")" "$(wc -c <"$1") bytes" "$2" "$(imports "$1" | paste -s -d ' ')"
}

check() {
    must_be_same "exports of MIA_64.dll" "$(study_exports)" "$(exports "$1/MIA_64.dll")"
    must_be_same "exports of libzmq.dll" "$(sed 1d cmake/libzmq/libzmq.def | tr -d ' ' | sort)" \
        "$(exports "$1/libzmq.dll")"
    check_imports "$1/MIA_64.dll"
    check_imports "$1/libzmq.dll"
}

# put FOLDER FILE...: in one go, so that nobody finds one of them old.
put() {
    local to=$1
    shift
    rm -rf "$to.fresh"
    mkdir -p "$to.fresh"
    cp "$@" "$to.fresh"
    check "$to.fresh"
    rm -rf "$to"
    mv "$to.fresh" "$to"
}

# build DIRECTORY TARGET...
build() {
    local directory=$1
    shift
    quietly "configure-$(basename "$directory")" \
        cmake --preset mingw -B "$directory" -DACS_SOURCE_DIR="$headers"
    quietly "build-$(basename "$directory")" cmake --build "$directory" --target "$@"
}

case ${1:-} in
'') headers=${ACS_SOURCE_DIR:-} ;;
wine) headers= ;;
*) fail "dll.sh: nothing or wine was expected, found: $1" ;;
esac

if [ -n "$headers" ]; then
    [ -f "$headers/sierrachart.h" ] ||
        fail "ACS_SOURCE_DIR: a folder with sierrachart.h was expected, found: $headers"
    headers=$(cd "$headers" && pwd)
fi
scripts/packages.sh dll
scripts/libzmq.sh
if [ "${1:-}" = wine ]; then
    build build/mingw mia_study mia_sim_console
    put build/wine/bin build/mingw/studies/MIA_64.dll build/mingw/acsil/sim/mia_sim_console.exe \
        build/libzmq/libzmq.dll
    exit
fi

directory=build/mingw
[ -z "$headers" ] || directory=build/mingw-sierra
say "building MIA_64.dll against ${headers:-our own sierrachart.h}"
build $directory mia_study
put build/dll $directory/studies/MIA_64.dll build/libzmq/libzmq.dll studies/NOTICE.txt LICENSE \
    build/libzmq/source/COPYING.LESSER build/libzmq/source/COPYING
# Of the runtime that is linked in; Debian keeps it where the package is installed.
if [ -f /usr/share/doc/mingw-w64-common/copyright ]; then
    cp /usr/share/doc/mingw-w64-common/copyright build/dll/COPYING.mingw-w64
fi
row "build/dll" size exports imports
show build/dll/MIA_64.dll "$(exports build/dll/MIA_64.dll | wc -l)"
show build/dll/libzmq.dll "$(exports build/dll/libzmq.dll | wc -l)"
exports build/dll/MIA_64.dll | sed 's/^/  MIA_64.dll exports /'
if [ -n "$headers" ]; then
    say "for Sierra Chart: copy both DLLs into its Data Files Folder (docs/windows.md)"
else
    say "for the simulated host only: Sierra Chart needs ACS_SOURCE_DIR=<its ACS_Source folder>"
fi
