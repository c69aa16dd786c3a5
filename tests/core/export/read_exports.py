"""Compares weights.safetensors, read by its published layout, with weights.npz, and prints what the latter holds.

    python3 read_exports.py FOLDER
"""
import json
import pathlib
import struct
import sys

import numpy as np

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "|u1", "BOOL": "|b1"}


def main():
    folder = pathlib.Path(sys.argv[1])
    data = (folder / "weights.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, values = json.loads(data[8:8 + length]), data[8 + length:]
    metadata = header.pop("__metadata__")
    arrays = np.load(folder / "weights.npz")
    assert set(arrays.files) == set(header), (arrays.files, list(header))
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        array = arrays[name]
        assert array.dtype.str == TYPES[entry["dtype"]], (name, array.dtype.str)
        assert list(array.shape) == entry["shape"], (name, array.shape)
        assert array.tobytes() == values[begin:end], name
    try:
        from safetensors.numpy import load_file
        for name, array in load_file(folder / "weights.safetensors").items():
            assert array.tobytes() == arrays[name].tobytes(), name
    except ImportError:
        pass
    shapes = {name: [arrays[name].dtype.name, *arrays[name].shape] for name in arrays.files}
    json.dump({"metadata": metadata, "arrays": shapes}, sys.stdout)


if __name__ == "__main__":
    main()
