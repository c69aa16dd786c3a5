#!/usr/bin/env python3
"""Trains the methods on real data, three seeds each, and prints test accuracies (epoch chosen on valid): modalities alone,
inside each method, and fused. Says at the end which of the expected relations hold. Finished runs are not run again, interrupted ones go on."""
import argparse, json, os, statistics, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", required=True, help="folder with handwritten.h5, leaves100.h5, avdigits_spk.h5")
parser.add_argument("--workspace", required=True, help="keeps the runs; also parity.h5, made here")
parser.add_argument("--cli", default=os.path.join(HERE, "../../build/release/bin/modalscope-cli"))
parser.add_argument("--seeds", type=int, default=3)
parser.add_argument("--workers", type=int, default=2)
parser.add_argument("--only", default="", help="one dataset")
options = parser.parse_args()
os.makedirs(options.workspace, exist_ok=True)

MLP = {"kind": "mlp", "hidden": [128], "feature": 64}
CNN = {"kind": "cnn", "channels": [16, 32, 64], "feature": 64}
OFF = ["method.hgm=off"]
FROZEN = ["method.hgm=frozen-head"]
STUDIES = {  # modalities, encoder, epochs, methods: name -> settings beside method.kind
    "handwritten": (["pix240", "fou76", "mor6"], MLP, 60, {"concat": [], "late": [], "mla": []}),
    "leaves100": (["shape64", "margin64", "texture64"], MLP, 60, {"late": [], "mla": [], "mla, HGM off": OFF}),
    "parity": (["a", "v"], MLP, 40, {"concat": [], "late": [], "mla": [], "mla, HGM off": OFF, "mla, frozen head": FROZEN}),
    "avdigits_spk": (["image", "audio"], CNN, 6, {"concat": [], "late": [], "mla": []}),
}


def train(study, label, settings, modalities, seed):
    names, encoder, epochs, _ = STUDIES[study]
    file = os.path.join(options.workspace, f"{study}.json")
    arguments = [options.cli, "train", file, "--workspace", os.path.join(options.workspace, study), "--resume", "--set", f"seed={seed}"]
    for setting in settings + [f"modalities={json.dumps(modalities)}"]:
        arguments += ["--set", setting]
    run = subprocess.run(arguments, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{label}: {run.stderr.strip()}")
    with open(os.path.join(run.stdout.strip().splitlines()[-1], "metrics.json")) as metrics:
        test = json.load(metrics)["splits"]["test"]
    accuracy = lambda part: 100 * part["accuracy"]["value"]
    return {"fused": accuracy(test["fused"]), **{name: accuracy(one) for name, one in test["modalities"].items()}}


def study(name):
    modalities, encoder, epochs, methods = STUDIES[name]
    data = os.path.join(options.workspace if name == "parity" else options.data, name + ".h5")
    if name == "parity" and not os.path.exists(data):
        subprocess.run([options.cli, "make-sample", "parity", data], check=True, capture_output=True)
    with open(os.path.join(options.workspace, name + ".json"), "w") as file:
        json.dump({"format": 1, "dataset": os.path.abspath(data), "encoders": {"*": encoder},
                   "train": {"epochs": epochs, "batch_size": 64, "learning_rate": 0.01, "device": "cpu",
                             "schedule": {"kind": "step", "every": int(epochs * 0.7), "factor": 0.1}}}, file)
    jobs = {("alone", m): ["method.kind=unimodal"] for m in modalities}
    jobs |= {(label, None): [f"method.kind={label.split(',')[0]}"] + extra for label, extra in methods.items()}
    with ThreadPoolExecutor(options.workers) as pool:
        results = {job: [pool.submit(train, name, str(job), settings, [job[1]] if job[1] else modalities, seed)
                         for seed in range(options.seeds)] for job, settings in jobs.items()}
        results = {job: [future.result() for future in futures] for job, futures in results.items()}
    mean = {}
    print(f"\n{name}: test accuracy (%), mean ± SD over {options.seeds} seeds, epoch chosen on valid")
    print("  " + f"{'':20}" + "".join(f"{m:>16}" for m in modalities + ["fused"]))

    def line(label, values):
        mean[label] = {m: statistics.mean(column) for m, column in values.items()}
        cells = [f"{mean[label][m]:.1f} ± {statistics.stdev(values[m]) if len(values[m]) > 1 else 0:.1f}" if m in values else ""
                 for m in modalities + ["fused"]]
        print("  " + f"{label:20}" + "".join(f"{cell:>16}" for cell in cells), flush=True)

    line("alone", {m: [one[m] for one in results["alone", m]] for m in modalities})
    for label in methods:
        line(label, {m: [one[m] for one in results[label, None]] for m in modalities + ["fused"]})
    return mean


def say(what, value, holds):
    print(f"  {'holds' if holds else 'DOES NOT HOLD'}: {what} ({value:+.1f} points)")


for name in STUDIES:
    if options.only and name != options.only:
        continue
    got = study(name)
    if name == "handwritten":
        for m in ("fou76", "mor6"):
            drop = got["concat"][m] - got["alone"][m]
            say(f"{m} inside concat at least 30 below alone", drop, drop <= -30)
        for method in ("late", "mla"):
            for m in STUDIES[name][0]:
                difference = got[method][m] - got["alone"][m]
                say(f"{m} inside {method} within 3 of alone", difference, difference >= -3)
    elif name == "leaves100":
        difference = got["mla"]["fused"] - got["late"]["fused"]
        say("mla with the paper's HGM falls behind late", difference, difference < -3)
    elif name == "parity":
        drop = got["concat"]["v"] - got["alone"]["v"]
        say("v inside concat at least 8 below alone", drop, drop <= -8)
        difference = got["mla"]["v"] - got["alone"]["v"]
        say("v inside mla within 2 of alone", difference, difference >= -2)
        control = got["mla, frozen head"]["fused"] - got["mla"]["fused"]
        say("frozen head within 1 of HGM, fused", control, abs(control) <= 1)
    else:
        gain = got["mla"]["fused"] - got["concat"]["fused"]
        say("fused mla at least 2 above concat", gain, gain >= 2)
        drop = got["concat"]["audio"] - got["late"]["audio"]
        say("audio inside concat at least 10 below late", drop, drop <= -10)
