def read_dataset(path, split):
    """Inputs, which of them are there, and labels of a split of a dataset file in ModalScope's layout."""
    import h5py
    inputs, present = {}, {}
    with h5py.File(path, "r") as file:
        if split not in file:
            sys.exit(f"{path}: has no split {split}; it has {', '.join(file)}")
        group = file[split]
        for name in MODALITIES:
            stored = group[name]
            is_byte = stored.dtype == np.uint8 and not {"value_scale", "value_offset"} & set(stored.attrs)
            scale = 1 / 255 if is_byte else stored.attrs.get("value_scale", 1)
            values = stored[:].astype(np.float64) * scale + stored.attrs.get("value_offset", 0)
            inputs[name] = torch.from_numpy(values.astype(np.float32))
            if f"present_{name}" in group:
                present[name] = torch.from_numpy(group[f"present_{name}"][:] != 0)
        labels = group["labels"][:]
        labels = np.where(labels == file.attrs.get("ignore_label"), -1, labels)
    return inputs, present, labels


def random_inputs(samples=4):
    torch.manual_seed(0)
    return {name: torch.rand(samples, *shape) for name, shape in MODALITIES.items()}


@torch.no_grad()
def predict(network, inputs, present=None):
    """What the network says of all samples, on the device that it is on."""
    device = next(network.parameters()).device
    samples, parts = len(next(iter(inputs.values()))), []
    for begin in range(0, samples, BATCH):
        rows = slice(begin, begin + BATCH)
        said, _ = network({name: x[rows].to(device) for name, x in inputs.items()},
                          {name: x[rows].to(device) for name, x in (present or {}).items()})
        parts.append(said.cpu())
    return torch.cat(parts)


def main():
    network = load()
    labels = None
    if len(sys.argv) > 1:
        inputs, present, labels = read_dataset(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "test")
    else:
        inputs, present = random_inputs(), {}
    said = predict(network, inputs, present)
    is_map = said.dim() == 4
    print(f"{WHAT_IT_SAYS} {list(said.shape)}, of the first samples{', mean over positions' if is_map else ''}:")
    print(said[:4].mean((2, 3)) if is_map else said[:4])
    if labels is not None and CLASSES:
        guesses = said.argmax(1).numpy()
        print(f"accuracy {(guesses == labels)[labels >= 0].mean():.4f}")


if __name__ == "__main__":
    main()
