"""Runs every exported network in a folder and compares what it says with expected.npz beside it.

    python3 check_exports.py FOLDER

Prints JSON: {name of the export: largest difference, relative to the largest value where that is above 1}.
"""
import importlib.util
import json
import pathlib
import sys

import numpy as np
import torch


def module_in(folder):
    spec = importlib.util.spec_from_file_location("model", folder / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def difference(said, expected):
    if said.shape != expected.shape:
        return f"{list(said.shape)} in place of {list(expected.shape)}"
    return float(np.abs(said - expected).max() / max(1, np.abs(expected).max()))


def compared(folder):
    model, expected = module_in(folder), np.load(folder / "expected.npz")
    network = model.load()
    inputs, present, _ = model.read_dataset((folder / "dataset.txt").read_text(), "test")
    differences = [difference(model.predict(network, inputs, present).numpy(), expected["fused"])]
    with torch.no_grad():
        _, each = network(inputs, present)
    names = {name[len("each."):] for name in expected.files if name.startswith("each.")}
    if names != set(each):
        return f"logits of {sorted(each)} in place of {sorted(names)}"
    differences += [difference(each[name].numpy(), expected["each." + name]) for name in names]
    texts = [one for one in differences if isinstance(one, str)]
    return texts[0] if texts else max(differences)


def main():
    torch.set_num_threads(2)
    results = {}
    for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        try:
            results[folder.name] = compared(folder)
        except Exception as error:  # the other exports are checked all the same
            results[folder.name] = f"{type(error).__name__}: {error}"
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
