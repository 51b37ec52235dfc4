# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # root and say are ./dev's
# Debian 12 has librdkafka 2.0.2, which cannot log in by SCRAM to a Kafka of today (scram-nonce.patch says why) and spins while it
# produces (producer-spin.patch). Its source, from the same Debian repository, is built with these patches into build/librdkafka and
# goes into the package as a library of Spillway's own. A system whose librdkafka is 2.6.1 or newer needs none of this. Sourced by
# ./dev, which defines root, say, die, need_packages.

librdkafka_home="$root/build/librdkafka"
librdkafka_version=2.0.2
librdkafka_sha256=f321bcb1e015a34114c83cf1aa7b99ee260236aab096b85c003170c90a47ca9d
librdkafka_packages=(patch libssl-dev zlib1g-dev libzstd-dev liblz4-dev libsasl2-dev)

librdkafka_from_system() { pkg-config --atleast-version=2.6.1 rdkafka 2>/dev/null; }

# Into $1; apt is asked with lists of its own, so nothing of the system's is changed and no root is needed.
librdkafka_fetch() {
    local to=$1 file apt
    rm -rf "$to"
    mkdir -p "$to/sources.d" "$to/lists/partial" "$to/cache/archives/partial"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        [[ -f $file ]] || continue
        case $file in
            *.sources) sed 's/^Types:.*/Types: deb-src/I' "$file" >"$to/sources.d/${file##*/}" ;;
            *) sed -n 's/^[[:space:]]*deb\(-src\)\?[[:space:]]/deb-src /p' "$file" >"$to/sources.d/${file##*/}.list" ;;
        esac
    done
    apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$to/sources.d" -o "Dir::State::lists=$to/lists"
        -o "Dir::Cache=$to/cache" -o APT::Sandbox::User=root -o Acquire::Retries=3 -o Acquire::Languages=none)
    (cd "$to" && "${apt[@]}" update && "${apt[@]}" source --download-only --only-source "librdkafka=$librdkafka_version-1") >"$to/fetch.log" 2>&1 </dev/null ||
        { cat "$to/fetch.log" >&2; die "the source of librdkafka could not be fetched: see above"; }
    (cd "$to" && echo "$librdkafka_sha256  librdkafka_$librdkafka_version.orig.tar.gz" | sha256sum --quiet -c -) >&2 ||
        die "librdkafka_$librdkafka_version.orig.tar.gz is not the file that was expected; remove $to and try again"
}

# Prints nothing when the system's library will do, else the folder for PKG_CONFIG_PATH.
librdkafka_library() {
    local here="$root/packaging/librdkafka" stamp tree="$librdkafka_home/tree"
    librdkafka_from_system && return 0
    stamp=$(cat "$here"/*.patch "$here/build.sh" | sha256sum)
    mkdir -p "$librdkafka_home"
    exec 8>"$librdkafka_home/lock"
    flock -w 600 8 || die "another build has held $librdkafka_home/lock for 600 s; end it first"
    if [[ $(cat "$librdkafka_home/stamp" 2>/dev/null) != "$stamp" ]]; then
        need_packages "${librdkafka_packages[@]}"
        say "building librdkafka $librdkafka_version with two fixes (once, half a minute)"
        librdkafka_fetch "$librdkafka_home/source"
        rm -rf "$tree" "$librdkafka_home/prefix"
        mkdir -p "$tree"
        tar xf "$librdkafka_home/source/librdkafka_$librdkafka_version.orig.tar.gz" -C "$tree" --strip-components=1
        {
            cat "$here"/*.patch | patch -d "$tree" -p1 &&
                cmake -S "$tree" -B "$tree/out" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_COMPILER_LAUNCHER=ccache \
                    -DCMAKE_C_FLAGS="-fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffile-prefix-map=$tree=librdkafka" \
                    -DCMAKE_SHARED_LINKER_FLAGS="-Wl,-z,relro,-z,now" -DCMAKE_INSTALL_PREFIX="$librdkafka_home/prefix" -DCMAKE_INSTALL_LIBDIR=lib \
                    -DRDKAFKA_BUILD_EXAMPLES=OFF -DRDKAFKA_BUILD_TESTS=OFF -DWITH_CURL=OFF -DWITH_PLUGINS=OFF -DWITH_SSL=ON -DWITH_SASL=ON \
                    -DWITH_ZSTD=ON -DWITH_ZLIB=ON -DENABLE_LZ4_EXT=ON &&
                cmake --build "$tree/out" --target rdkafka -j "$(jobs_for_build)" &&
                cmake --install "$tree/out/src"
        } >"$librdkafka_home/build.log" 2>&1 </dev/null || {
            tail -n 40 "$librdkafka_home/build.log" >&2
            die "librdkafka could not be built: see above (all of it: $librdkafka_home/build.log)"
        }
        echo "$stamp" >"$librdkafka_home/stamp"
    fi
    exec 8>&-
    echo "$librdkafka_home/prefix/lib/pkgconfig"
}
