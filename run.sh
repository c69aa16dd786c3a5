#!/usr/bin/env bash
# Installs what is missing, builds, trains the sample study the first time, and opens ModalScope on it.
# With --headless, or without a display: writes the study's figures and tables to a folder instead.
# A path opens that workspace: ./run.sh ~/my-workspace
cd "$(dirname "$0")"
source .ci/prepare.sh
headless=false
workspace=
for argument in "$@"; do
    case $argument in
        --headless) headless=true ;;
        -*) echo "error: $argument: is not an option of run.sh; use --headless or the path of a workspace" >&2; exit 2 ;;
        *) workspace=$argument ;;
    esac
done
[[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] || headless=true
build release -DMODALSCOPE_TESTS=OFF
bin=build/release/bin

if [[ -z $workspace ]]; then
    workspace=${XDG_DATA_HOME:-$HOME/.local/share}/ModalScope/sample-study
    echo "The sample study is in $workspace" >&2
    train() { "$bin/modalscope-cli" train resources/sample_study/experiment.json --workspace "$workspace" "$@" > /dev/null; }
    for seed in 0 1 2; do # a run that is finished is not trained again
        for modality in a v; do
            train --set method.kind=unimodal --set "modalities=[\"$modality\"]" --set seed=$seed
        done
        for method in concat late mla; do
            train --set method.kind=$method --set seed=$seed
        done
        train --set method.hgm=off --set seed=$seed
    done
fi

if $headless; then
    out=$workspace/figures/sample-study
    mkdir -p "$out"
    "$bin/modalscope-cli" analyze laziness "$workspace" > "$out/laziness.txt"
    "$bin/modalscope-cli" analyze laziness "$workspace" --csv > "$out/laziness.csv"
    "$bin/modalscope-cli" analyze laziness "$workspace" --figure "$out/laziness.json" > /dev/null
    for format in pdf svg png; do
        QT_QPA_PLATFORM=offscreen "$bin/modalscope" --render "$out/laziness.json" --out "$out/laziness.$format"
    done
    cat "$out/laziness.txt"
    echo "Figures and tables are in $out"
else
    exec "$bin/modalscope" "$workspace"
fi
