#!/usr/bin/env bash
# What `cmake --install` puts in place serves a stranger's program: found by pkg-config and by find_package, shared and
# static, also where the program has functions named like our internal ones.
set -euo pipefail
command -v pkg-config >/dev/null || { echo "skipped: pkg-config is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$BUILD_DIR" --prefix "$work/prefix" >/dev/null
libdir=$(dirname "$(find "$work/prefix" -name libtlslite.a)")

for file in include/tlslite.h include/tlslite/engine.h include/tlslite/x509.h include/tlslite/crypto.h \
    include/tlslite/features.h include/tlslite/reasons.h; do
    [ -f "$work/prefix/$file" ] || { echo "$file was not installed"; exit 1; }
done
if [ -x "$TLS" ]; then
    "$work/prefix/bin/tls" --version | grep -q tlslite
    [ -f "$work/prefix/share/man/man1/tls-client.1" ] || { echo "the manual pages were not installed"; exit 1; }
fi

mkdir "$work/program"
cat >"$work/program/program.c" <<'C'
#include <stdio.h>
#include <string.h>
#include <tlslite.h>
#include <tlslite/crypto.h>
#include <tlslite/engine.h>
#include <tlslite/features.h>
#include <tlslite/x509.h>

/* Names that the library uses inside must not clash with a program's own. */
int mem_new(void);
int error_set(void);
int read_u8(void);
int mem_new(void) { return 1; }
int error_set(void) { return 2; }
int read_u8(void) { return 3; }

int main(void) {
    tl_error error;
    const char *names[] = {"localhost"};
    tl_identity *identity = tl_cert_make(&(tl_cert_options){.names = names, .num_names = 1}, &error);
    tl_client_config *config = tl_client_config_new(&(tl_client_options){.insecure_no_chain_check = true}, &error);
    int well = identity && config && tl_cert_matches_host(tl_identity_cert(identity), "localhost") &&
               strcmp(tl_version_string(), TLSLITE_VERSION) == 0 && mem_new() + error_set() + read_u8() == 6;
    tl_identity_free(identity);
    tl_client_config_free(config);
    puts(well ? "it works" : error.message);
    return !well;
}
C
cat >"$work/program/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.16)
project(program C)
find_package(tlslite 0.1 REQUIRED)
add_executable(shared program.c)
target_link_libraries(shared PRIVATE tlslite::tlslite)
add_executable(static program.c)
target_link_libraries(static PRIVATE tlslite::tlslite_static)
CMAKE

cd "$work/program"
export PKG_CONFIG_PATH="$libdir/pkgconfig"
pkg-config --atleast-version=0.1.0 tlslite
# shellcheck disable=SC2046
cc program.c -o by-pkg-config $(pkg-config --cflags --libs tlslite)
LD_LIBRARY_PATH="$libdir" ./by-pkg-config
readelf -d by-pkg-config | grep -q 'NEEDED.*libtlslite.so.0' || { echo "the program does not use the shared library"; exit 1; }
# shellcheck disable=SC2046
cc program.c -o by-pkg-config-static $(pkg-config --cflags tlslite) "$libdir/libtlslite.a" \
    $(pkg-config --libs-only-l --static tlslite | sed 's/-ltlslite//')
./by-pkg-config-static

cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" >cmake.log 2>&1 || { cat cmake.log; exit 1; }
cmake --build build >cmake.log 2>&1 || { cat cmake.log; exit 1; }
./build/shared
./build/static
if readelf -d build/static | grep -q libtlslite; then echo "the static program needs the shared library"; exit 1; fi

# A version that is not there is refused.
sed -i 's/tlslite 0.1/tlslite 99/' CMakeLists.txt
if cmake -S . -B build2 -DCMAKE_PREFIX_PATH="$work/prefix" >cmake.log 2>&1; then
    echo "find_package accepted version 99"
    exit 1
fi
