#!/usr/bin/env bash
# kill_test.sh [KILLS] [EXPERIMENT.json] [CLI]: kills a training at random instants, each time looks whether its folder can be
# read, and compares what it gives in the end with an uninterrupted run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kills=${1:-50}
experiment=${2:-}
cli=${3:-$here/../../build/release/bin/modalscope-cli}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [[ -z $experiment ]]; then
    "$cli" make-sample parity "$folder/parity.h5" > /dev/null
    experiment=$folder/experiment.json
    echo '{"format": 1, "dataset": "parity.h5", "method": {"kind": "mla"}, "train": {"epochs": 2500, "learning_rate": 0.01}}' > "$experiment"
fi
whole=$("$cli" train "$experiment" --workspace "$folder/whole" 2> /dev/null)
done=0
unreadable=0
while ((done < kills)); do
    "$cli" train "$experiment" --workspace "$folder/killed" --resume > /dev/null 2>&1 &
    pid=$!
    sleep "$((RANDOM % 3)).$((RANDOM % 9000 + 1000))" # LibTorch alone takes half a second
    kill -0 $pid 2> /dev/null || { echo "finished after $done kills; give it more epochs"; break; }
    kill -9 $pid
    wait $pid 2> /dev/null || true
    done=$((done + 1))
    for run in "$folder"/killed/runs/*/; do
        [[ -e $run/status.json ]] || continue # killed while the folder was being made
        "$cli" info "$run" > "$folder/info" || { unreadable=$((unreadable + 1)); cat "$folder/info"; }
    done
    echo "kill $done: $(wc -l < "$folder"/killed/runs/*/history.csv 2> /dev/null || echo 0) lines of history"
done
run=$("$cli" train "$experiment" --workspace "$folder/killed" --resume 2> /dev/null)
for name in metrics.json checkpoint.safetensors predictions.h5 features.h5; do
    cmp "$whole/$name" "$run/$name" && echo "$name: the same, byte for byte"
done
echo "$done kills, $unreadable unreadable folders"
