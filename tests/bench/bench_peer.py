#!/usr/bin/env python3
"""Seconds per epoch of modalscope-cli and of a plain PyTorch program, measured in turn on the same data, one thread each."""
import argparse, csv, json, os, re, statistics, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--peer", required=True, help="the PyTorch program")
parser.add_argument("--data", required=True, help="folder with handwritten.h5 and avdigits_spk.h5")
parser.add_argument("--cli", default=os.path.join(HERE, "../../build/release/bin/modalscope-cli"))
parser.add_argument("--repeats", type=int, default=3)
parser.add_argument("--only", default="", help="handwritten or avdigits_spk")
parser.add_argument("--methods", default="concat,late,mla")
options = parser.parse_args()

CASES = {
    "handwritten": (["pix240", "fou76", "mor6"], 60, {"kind": "mlp", "hidden": [128], "feature": 64}, 0.5),
    "avdigits_spk": (["image", "audio"], 2, {"kind": "cnn", "channels": [16, 32, 64], "feature": 64}, 0.9),
}
ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")


def peer(name, modalities, method, epochs):
    out = subprocess.run([sys.executable, options.peer, f"{options.data}/{name}.h5", ",".join(modalities), method, "0",
                          str(epochs), "0.01", "64", "1"], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"s/epoch ([0-9.]+)", out).group(1))


def ours(name, modalities, encoder, method, epochs):
    with tempfile.TemporaryDirectory() as folder:
        experiment = {"format": 1, "dataset": f"{os.path.abspath(options.data)}/{name}.h5", "modalities": modalities,
                      "encoders": {"*": encoder}, "method": {"kind": method},
                      "train": {"epochs": epochs, "batch_size": 64, "learning_rate": 0.01, "drop_last": True, "device": "cpu",
                                "schedule": {"kind": "step", "every": max(1, int(epochs * 0.7)), "factor": 0.1}}}
        path = os.path.join(folder, "experiment.json")
        with open(path, "w") as file:
            json.dump(experiment, file)
        run = subprocess.run([options.cli, "train", path, "--workspace", folder], env=ENVIRONMENT, capture_output=True,
                             text=True, check=True).stdout.strip().splitlines()[-1]
        with open(os.path.join(run, "history.csv")) as file:
            return statistics.mean(float(row["seconds"]) for row in csv.DictReader(file))


print(f"{'data':14}{'method':9}{'peer s/epoch':>14}{'ours s/epoch':>14}{'ratio':>8}{'goal':>7}")
for name, (modalities, epochs, encoder, goal) in CASES.items():
    if options.only and name != options.only:
        continue
    for method in options.methods.split(","):
        pairs = [(peer(name, modalities, method, epochs), ours(name, modalities, encoder, method, epochs))
                 for _ in range(options.repeats)]
        theirs, mine = (min(column) for column in zip(*pairs))
        print(f"{name:14}{method:9}{theirs:14.4f}{mine:14.4f}{mine / theirs:8.2f}{goal:7.1f}", flush=True)
