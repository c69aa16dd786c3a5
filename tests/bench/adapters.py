#!/usr/bin/env python3
"""Adapters against their references on one dataset of vectors or small images (`adapters.md`, issue 4).

For each base method: the network trained on all modalities, tested on every set of modalities that may be left,
as it is (pretrained), with adapters, and beside networks trained on that set alone (dedicated). Test metric, mean
and standard deviation over seeds; the epoch is chosen on valid throughout. Runs that are there are not trained
again.

    python3 tests/bench/adapters.py --cli build/release/bin/modalscope-cli --data ../shared/data/handwritten.h5 \
        --modalities pix240,fou76,mor6 --workspace W
"""
import argparse
import itertools
import json
import pathlib
import statistics
import subprocess
import tempfile
import time


def run(*command):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def train(args, method, modalities, seed):
    """Folder of the finished run."""
    experiment = {"format": 1, "dataset": str(args.data.resolve()), "modalities": list(modalities), "seed": seed,
                  "method": {"kind": method}, "train": {"epochs": args.epochs}}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(experiment, file)
        file.flush()
        return run(args.cli, "train", file.name, "--workspace", args.workspace, "--resume").strip().splitlines()[-1]


def accuracy(splits):
    return 100 * splits["test"]["fused"]["accuracy"]["value"]


def told(values):
    spread = statistics.stdev(values) if len(values) > 1 else 0
    return f"{statistics.mean(values):5.1f} ±{spread:4.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--modalities", required=True)
    parser.add_argument("--workspace", type=pathlib.Path, required=True)
    parser.add_argument("--methods", default="concat,mla")
    parser.add_argument("--options", default="ssf,lora")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--adapter-epochs", type=int, default=50)
    args = parser.parse_args()
    modalities = args.modalities.split(",")
    sets = [chosen for size in range(1, len(modalities))
            for chosen in itertools.combinations(modalities, size)]
    options = args.options.split(",")
    seeds = range(args.seeds)
    for method in args.methods.split(","):
        started = time.time()
        found = {}
        whole = []
        for seed in seeds:
            base = train(args, method, modalities, seed)
            whole.append(accuracy(json.loads((pathlib.Path(base) / "metrics.json").read_text())["splits"]))
            learned = json.loads(run(args.cli, "adapt", base, "--all-sets", "--option", args.options, "--seeds", seed,
                                     "--epochs", args.adapter_epochs, "--json"))["adapters"]
            for one in learned:
                metrics = one["metrics"]
                place = found.setdefault(tuple(one["present"]), {})
                place.setdefault(one["option"], []).append(accuracy(metrics["splits"]))
                place.setdefault("share " + one["option"], []).append(100 * metrics["parameters"]["share"])
                if one["option"] == options[0]:
                    place.setdefault("pretrained", []).append(accuracy(metrics["before"]))
            for chosen in sets:
                kind = "unimodal" if len(chosen) == 1 else method
                dedicated = train(args, kind, chosen, seed)
                splits = json.loads((pathlib.Path(dedicated) / "metrics.json").read_text())["splits"]
                found[chosen].setdefault("dedicated", []).append(accuracy(splits))
        columns = ["pretrained", *options, "dedicated"]
        print(f"\n{method} on {args.data.name}: all modalities {told(whole)}; n = {args.seeds} seeds, test accuracy in %; "
              f"{time.time() - started:.0f} s")
        print(f"{'available':28}" + "".join(f"{name:>14}" for name in columns) + "   share learned")
        for chosen in sets:
            row = found[chosen]
            shares = ", ".join(f"{name} {row['share ' + name][0]:.2f} %" for name in options)
            print(f"{'+'.join(chosen):28}" + "".join(f"{told(row[name]):>14}" for name in columns) + f"   {shares}")


if __name__ == "__main__":
    main()
