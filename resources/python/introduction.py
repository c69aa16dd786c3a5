"""{network}, the network of run {run}, written by {program}.

    python3 model.py                       {words} of random inputs
    python3 model.py DATASET.h5 [SPLIT]    {words} of a dataset file, of its split `test` by default

    from model import load
    network = load()
    {words}, of_each = network(inputs, present)

Needs PyTorch, NumPy, and h5py for dataset files. The weights are in weights.safetensors beside this file.
The network takes values as the dataset has them and predicts what the run predicted. Losses and what else
the method did in training only are not here.
"""
