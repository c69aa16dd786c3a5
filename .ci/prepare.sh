# Sourced by run.sh and test.sh, in the repository's root: installs the Debian packages that are missing and says how
# a preset is built.
set -euo pipefail

missing=()
while read -r package _; do
    [[ -z $package || $package == \#* ]] && continue
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
done < .ci/packages

if ((${#missing[@]})); then
    echo "Installing: ${missing[*]}" >&2
    as_root=()
    ((EUID == 0)) || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi

export CCACHE_BASEDIR=$PWD # copies of the repository share what was compiled

build() { # build PRESET [what to pass to its configuration ...]
    local log preset=$1
    shift
    log=$(mktemp)
    cmake --preset "$preset" "$@" > "$log" 2>&1 || { cat "$log" >&2; return 1; }
    rm -f "$log"
    cmake --build --preset "$preset"
}
