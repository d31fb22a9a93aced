#!/usr/bin/env bash
# Installs the Debian packages that a target needs and the machine lacks, saying so first.
# Usage: install-packages.sh GROUP...   (groups of scripts/packages.txt; `build` is always one of them)
# NO_INSTALL=1: only report what is missing, and fail if something is.
set -euo pipefail
list="$(dirname "$0")/packages.txt"

if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian system, so nothing is installed; the names in scripts/packages.txt say what is needed."
    exit 0
fi

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
while read -r group package reason; do
    case " build $* " in *" $group "*) ;; *) continue ;; esac
    case " ${missing[*]-} " in *" $package "*) continue ;; esac
    if ! is_installed "$package"; then
        [ ${#missing[@]} -gt 0 ] || echo "These Debian packages are missing:"
        printf '  %-20s %s\n' "$package" "$reason"
        missing+=("$package")
    fi
done < <(grep -v '^#' "$list")
[ ${#missing[@]} -gt 0 ] || exit 0

if [ -n "${NO_INSTALL:-}" ] && [ "$NO_INSTALL" != 0 ]; then
    echo "NO_INSTALL is set: nothing is installed. Install them yourself: apt-get install ${missing[*]}"
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "This needs root, and there is no sudo. As root: apt-get install ${missing[*]}"
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing them now: ${as_root[*]-} apt-get install --no-install-recommends ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
