#!/usr/bin/env python3
"""Adapters against their references on one dataset (`adapters.md`, issue 4).

For each base: the network trained on all modalities, tested on every set of modalities that may be left, as it is
(pretrained), with adapters, and beside networks trained on that set alone (dedicated). Test metric of the task, mean
and standard deviation over seeds; the epoch is chosen on valid throughout. What is there already is not learned
again, so the script can be stopped and started again; seeds are done one after the other.

    python3 tests/bench/adapters.py --cli build/release/bin/modalscope-cli --data ../shared/data/handwritten.h5 \
        --modalities pix240,fou76,mor6 --workspace W
    python3 tests/bench/adapters.py --cli build/release/bin/modalscope-cli --data ../shared/data/ombria.h5 \
        --modalities s1_before,s1_after,s2_before,s2_after --methods cmnext,mmsformer --workspace W --jobs 2 \
        --options ssf,lora,bitfit,norm --epochs 20 --adapter-epochs 3 --batch 8 --rate 3e-4
"""
import argparse
import concurrent.futures
import itertools
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

NETWORKS = ("cmnext", "mmsformer", "segformer", "mult")


class Cost:
    """Seconds and largest resident memory of the commands of one kind; what was there already costs nothing."""

    def __init__(self):
        self.by_kind = {}

    def run(self, kind, *command):
        started = time.time()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        told = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"failed: {' '.join(str(part) for part in command)}")
        self.by_kind.setdefault(kind, []).append((time.time() - started, usage.ru_maxrss / 1024))
        return told

    def show(self):
        for kind, runs in self.by_kind.items():
            print(f"{kind:12} {len(runs)} commands, {sum(seconds for seconds, _ in runs):.0f} s, "
                  f"largest memory {max(memory for _, memory in runs):.0f} MiB")


def experiment(args, method, modalities, seed):
    one = {"format": 1, "dataset": str(args.data.resolve()), "modalities": list(modalities), "seed": seed,
           "train": {"epochs": args.epochs}}
    if method in NETWORKS:
        alone = len(modalities) == 1 and method != "mult"
        one["method"] = {"kind": "network", "network": {"kind": "segformer" if alone else method}}
        one["train"].update({"batch_size": args.batch, "optimizer": "adamw", "learning_rate": args.rate,
                             "weight_decay": 0.01, "schedule": {"kind": "polynomial"}})
    else:
        one["method"] = {"kind": "unimodal" if len(modalities) == 1 else method}
    return one


def train(args, cost, method, modalities, seed):
    """Folder of the finished run."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(experiment(args, method, modalities, seed), file)
        file.flush()
        kind = "base" if len(modalities) == len(args.modalities.split(",")) else "dedicated"
        return cost.run(kind, args.cli, "train", file.name, "--workspace", args.workspace,
                        "--resume").strip().splitlines()[-1]


def adapt(args, cost, base, option, seed):
    """Adapter sets of one option on every set of modalities, with their metrics."""
    command = [args.cli, "adapt", base, "--all-sets", "--option", option, "--seeds", seed, "--jobs", 1,
               "--epochs", args.adapter_epochs, "--json"]
    if args.batch:
        command += ["--set", f"train.batch_size={args.batch}"]
    return json.loads(cost.run(option, *command))["adapters"]


def number(args, splits):
    entry = splits["test"]["fused"]
    if "miou" in entry:
        return 100 * entry["miou"]["value"]
    return entry["mae"]["value"] if "mae" in entry else 100 * entry["accuracy"]["value"]


def told(values):
    spread = statistics.stdev(values) if len(values) > 1 else 0
    return f"{statistics.mean(values):6.2f} ±{spread:5.2f}"


def one_seed(args, cost, method, seed, found):
    """Adds a seed's numbers to `found`: {set: {column: [numbers]}}; the base itself under the set of all."""
    modalities = args.modalities.split(",")
    sets = [chosen for size in range(1, len(modalities)) for chosen in itertools.combinations(modalities, size)]
    base = train(args, cost, method, modalities, seed)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        learned = [pool.submit(adapt, args, cost, base, option, seed) for option in args.options.split(",")]
        trained = {chosen: pool.submit(train, args, cost, method, chosen, seed) for chosen in sets}
        read = lambda folder: json.loads((pathlib.Path(folder) / "metrics.json").read_text())
        place = lambda chosen: found.setdefault(tuple(chosen), {})
        place(modalities).setdefault("base", []).append(number(args, read(base)["splits"]))
        for index, option in enumerate(learned):
            for one in option.result():
                row = place(one["present"])
                row.setdefault(one["option"], []).append(number(args, one["metrics"]["splits"]))
                row.setdefault("share " + one["option"], []).append(100 * one["metrics"]["parameters"]["share"])
                if index == 0:
                    row.setdefault("pretrained", []).append(number(args, one["metrics"]["before"]))
        for chosen, folder in trained.items():
            place(chosen).setdefault("dedicated", []).append(number(args, read(folder.result())["splits"]))


def show(args, method, found, seconds):
    options = args.options.split(",")
    columns = ["pretrained", *options, "dedicated"]
    modalities = tuple(args.modalities.split(","))
    print(f"\n{method} on {args.data.name}: all modalities {told(found[modalities]['base'])}; "
          f"n = {len(found[modalities]['base'])} seeds, test metric, {seconds:.0f} s")
    width = 2 + max(len("+".join(chosen)) for chosen in found)
    print(f"{'available':{width}}" + "".join(f"{name:>16}" for name in columns) + "   share learned, %")
    rows = [row for chosen, row in found.items() if chosen != modalities]
    for chosen, row in found.items():
        if chosen == modalities:
            continue
        shares = ", ".join(f"{name} {row['share ' + name][0]:.3f}" for name in options)
        print(f"{'+'.join(chosen):{width}}" + "".join(f"{told(row[name]):>16}" for name in columns) + f"   {shares}")
    means = [statistics.mean(statistics.mean(row[name]) for row in rows) for name in columns]
    print(f"{'mean over sets':{width}}" + "".join(f"{value:16.2f}" for value in means), flush=True)


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
    parser.add_argument("--batch", type=int, default=0, help="of networks and their adapters")
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate of networks")
    parser.add_argument("--jobs", type=int, default=1, help="commands at once")
    args = parser.parse_args()
    found = {method: {} for method in args.methods.split(",")}
    seconds = dict.fromkeys(found, 0.0)
    cost = Cost()
    for seed in range(args.seeds):
        for method, rows in found.items():
            started = time.time()
            one_seed(args, cost, method, seed, rows)
            seconds[method] += time.time() - started
            show(args, method, rows, seconds[method])
    print()
    cost.show()


if __name__ == "__main__":
    main()
