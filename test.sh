#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. `./test.sh -L core` passes its arguments on to ctest.
cd "$(dirname "$0")"
source .ci/prepare.sh
build dev
QT_QPA_PLATFORM=offscreen ctest --test-dir build/dev --output-on-failure --no-tests=error -j "$(nproc)" "$@"
