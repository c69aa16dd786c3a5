#!/usr/bin/env python3
"""Ten small runs: ours on two worker threads of one process, a plain PyTorch program one after another."""
import argparse, json, os, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--peer", required=True)
parser.add_argument("--data", required=True, help="folder with handwritten.h5")
parser.add_argument("--program", default=os.path.join(HERE, "../../build/release/bench/bench_grid"))
parser.add_argument("--method", default="mla")
parser.add_argument("--runs", type=int, default=10)
parser.add_argument("--workers", type=int, default=2)
options = parser.parse_args()
ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", OMP_WAIT_POLICY="passive")
MODALITIES, EPOCHS = ["pix240", "fou76", "mor6"], 60

start = time.time()
for seed in range(options.runs):
    subprocess.run([sys.executable, options.peer, f"{options.data}/handwritten.h5", ",".join(MODALITIES), options.method, str(seed),
                    str(EPOCHS), "0.01", "64", "1"], env=ENVIRONMENT, capture_output=True, check=True)
theirs = time.time() - start

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "experiment.json")
    with open(path, "w") as file:
        json.dump({"format": 1, "dataset": f"{os.path.abspath(options.data)}/handwritten.h5", "modalities": MODALITIES,
                   "encoders": {"*": {"kind": "mlp", "hidden": [128], "feature": 64}}, "method": {"kind": options.method},
                   "train": {"epochs": EPOCHS, "batch_size": 64, "learning_rate": 0.01, "device": "cpu",
                             "schedule": {"kind": "step", "every": 42, "factor": 0.1}}}, file)
    start = time.time()
    subprocess.run([options.program, path, folder, str(options.runs), str(options.workers)], env=ENVIRONMENT, check=True)
    mine = time.time() - start
print(f"{options.runs} runs of {options.method}: peer {theirs:.1f} s, ours {mine:.1f} s on {options.workers} threads, {theirs / mine:.1f} times as fast")
