#!/usr/bin/env python3
"""Peak of resident memory while training on a file much larger than it: 3 GB by default."""
import argparse, json, os, resource, subprocess, tempfile, time
import h5py, numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--cli", default=os.path.join(HERE, "../../build/release/bin/modalscope-cli"))
parser.add_argument("--gigabytes", type=float, default=3.0)
parser.add_argument("--folder", default=None, help="where the file is made (and removed)")
options = parser.parse_args()

VALUES = 4096  # float32 per sample: features 1024 and an image 3 × 32 × 32
with tempfile.TemporaryDirectory(dir=options.folder) as folder:
    samples = int(options.gigabytes * 1e9 / 4 / VALUES)
    random = np.random.default_rng(0)
    with h5py.File(f"{folder}/large.h5", "w") as file:
        file.attrs.update({"name": "large", "task": "classification", "modalities": ["features", "image"],
                           "class_names": ["a", "b", "c", "d"]})
        for split, share in (("train", 0.9), ("valid", 0.05), ("test", 0.05)):
            n = int(samples * share)
            labels = random.integers(0, 4, n)
            group = file.create_group(split)
            group["labels"] = labels.astype("i4")
            features = group.create_dataset("features", (n, 1024), "f4", chunks=(64, 1024))
            image = group.create_dataset("image", (n, 3, 32, 32), "f4", chunks=(64, 3, 32, 32))
            for begin in range(0, n, 4096):
                rows = slice(begin, min(begin + 4096, n))
                some = labels[rows]
                features[rows] = random.standard_normal((len(some), 1024), "f4") + some[:, None] * 0.1
                image[rows] = random.standard_normal((len(some), 3, 32, 32), "f4") + some[:, None, None, None] * 0.1
    print(f"file: {os.path.getsize(f'{folder}/large.h5') / 1e9:.2f} GB, {samples} samples")
    with open(f"{folder}/experiment.json", "w") as file:
        json.dump({"format": 1, "dataset": "large.h5", "encoders": {"*": {"kind": "mlp", "hidden": [64], "feature": 32}},
                   "method": {"kind": "mla"}, "train": {"epochs": 1, "batch_size": 64, "device": "cpu"}}, file)
    start = time.time()
    subprocess.run([options.cli, "train", f"{folder}/experiment.json", "--workspace", f"{folder}/work"], check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"one epoch and evaluation: {time.time() - start:.0f} s, peak of resident memory {peak:.2f} GB")
