#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. `./test.sh -L core` passes its arguments on to ctest.
cd "$(dirname "$0")"
source .ci/prepare.sh
build dev
# Some tests measure time (cancel, start-up, stalls of the window): on a busy machine they get a second and third chance.
QT_QPA_PLATFORM=offscreen ctest --repeat until-pass:3 --test-dir build/dev --output-on-failure --no-tests=error -j "$(nproc)" "$@"
