#!/usr/bin/env bash
# Build build/libzmq/libzmq.dll from Debian's source package, which is fetched once and must be the
# one that is written here. What was built from the same package, recipe and compiler is reused.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

upstream=4.3.4
revision=6
package="pool/main/z/zeromq3"
files=(
    "dfc0e1a03950bff1891b60de3eb41605e9d1d804af063e4b565602165be8c3fe  zeromq3_$upstream-$revision.dsc"
    "0ff5a531c9ffaf0dfdc7dc78d13d1383088f454896d252934c429b2554d10559  zeromq3_$upstream.orig.tar.gz"
    "fbb0dcb4ffbf483d416d9af722db74ad4edd7004625ce10381e8cd3a71b6cd58  zeromq3_$upstream-$revision.debian.tar.xz"
)
home=build/libzmq
download=$home/download
apt_helper=/usr/lib/apt/apt-helper

# The mirror this machine uses comes first; what was replaced in the archive stays in the snapshots.
mirrors() {
    apt-get indextargets --format "\$(REPO_URI)" "Created-By: Packages" 2>/dev/null | sort -u |
        grep -E '/debian/?$' || true
    echo http://deb.debian.org/debian
    echo http://snapshot.debian.org/archive/debian/20250520T000000Z
}

is_whole() { (cd $download && sha256sum --check --status <<<"$1"); }

# With apt's own downloader: it knows the proxies of this machine, and it needs no list of sources.
fetch() {
    local line=$1 name=${1##* } mirror
    is_whole "$line" 2>/dev/null && return
    [ -x $apt_helper ] || return
    for mirror in $(mirrors); do
        echo "from $mirror"
        $apt_helper download-file "${mirror%/}/$package/$name" "$download/$name" \
            "SHA256:${line%% *}" || continue
        is_whole "$line" && return
    done
    return 1
}

unpack() {
    local line
    mkdir -p $download
    for line in "${files[@]}"; do
        fetch "$line" && is_whole "$line" || {
            echo "${line##* } with SHA256 ${line%% *} was expected in $download"
            return 1
        }
    done
    rm -rf $home/source
    # The checksums above are stronger than a signature whose key may be missing here.
    dpkg-source --no-check --extract "$download/zeromq3_$upstream-$revision.dsc" $home/source
}

stamp=$home/stamp
digest=$({
    printf '%s\n' "${files[@]}"
    x86_64-w64-mingw32-g++-posix --version
    cat cmake/libzmq/* cmake/mingw-w64.cmake
} | sha256sum | cut -d' ' -f1)
if [ -f $home/libzmq.dll ] && [ "$(cat $stamp 2>/dev/null)" = "$digest" ]; then
    exit 0
fi

say "building libzmq.dll $upstream from Debian's source package (a minute or two the first time)"
rm -f $stamp
quietly libzmq-source unpack
quietly libzmq-configure cmake -G Ninja -S cmake/libzmq -B $home/build \
    --toolchain "$PWD/cmake/mingw-w64.cmake" -DCMAKE_BUILD_TYPE=Release \
    -DLIBZMQ_SOURCE_DIR="$PWD/$home/source"
quietly libzmq-build cmake --build $home/build
cp $home/build/libzmq.dll $home/libzmq.dll
printf '%s' "$digest" >$stamp
