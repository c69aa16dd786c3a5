#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. `./test.sh -L core` passes its arguments on to ctest.
cd "$(dirname "$0")"
source .ci/prepare.sh
build dev
export QT_QPA_PLATFORM=offscreen
tests() { ctest --test-dir build/dev --output-on-failure "$@"; }
# Tests that measure time (cancel, start-up, stalls of the window) run alone, and get a second and third chance on a busy machine.
status=0
tests --no-tests=ignore -LE timed -j "$(nproc)" "$@" || status=1
tests --no-tests=ignore -L timed --repeat until-pass:3 "$@" || status=1
exit $status
