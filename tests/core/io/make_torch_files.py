#!/usr/bin/env python3
"""Writes files of PyTorch for the tests of core/io: make_torch_files.py FOLDER.

Good ones with `expected.json` (values by file and tensor), hostile ones below `hostile/`; a hostile one that is run would
create the file FOLDER/marker.
"""
import collections
import json
import math
import os
import pathlib
import pickle
import sys

import torch

folder = pathlib.Path(sys.argv[1])
(folder / "hostile").mkdir(parents=True, exist_ok=True)
marker = str(folder / "marker")
expected = {}


def values(tensor):
    if tensor.is_quantized:
        tensor = tensor.dequantize()
    return [v if math.isfinite(v) else str(v) for v in tensor.detach().double().reshape(-1).tolist()]


def save(name, thing, tensors, **options):
    torch.save(thing, folder / name, **options)
    expected[name] = {key: values(tensor) for key, tensor in tensors.items()}


types = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
         torch.uint8, torch.bool]
typed = {str(t).split(".")[1]: torch.tensor([[0, 1, 2], [3, 4.5, 100]]).to(t) for t in types}
half = torch.tensor([6e-8, 6.1e-5, -65504, float("inf"), 1 / 3]).half()
typed["half_edges"] = half
typed["bfloat_edges"] = torch.tensor([1e-40, -3e38, float("inf"), 1 / 3]).bfloat16()
typed["scalar"] = torch.tensor(2.5)
typed["empty"] = torch.zeros(0, 3)
for name, options in {"types.pth": {}, "types_old.pth": {"_use_new_zipfile_serialization": False}}.items():
    save(name, typed, typed, **options)

base = torch.arange(24.0).reshape(4, 6)
views = {"base": base, "row": base[1], "column": base[:, 2], "transposed": base.t(), "part": base[1:3, ::2],
         "expanded": base[0, 1].expand(3, 2), "last": base.reshape(-1)[23:]}
save("views.pth", views, views)
save("views_old.pth", views, views, _use_new_zipfile_serialization=False)

model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
optimizer = torch.optim.Adam(model.parameters())
model(torch.ones(4, 3)).sum().backward()
optimizer.step()
schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 4])
nested = {"epoch": 7, "best": 0.25, "name": "größe", "config": {"lr": [1e-3, None, True], "shape": (1, -2, 2**40, 2**70)},
          "state_dict": model.state_dict(), "optimizer": optimizer.state_dict(), "lr": schedule.state_dict(),
          "device": torch.device("cuda", 1), "type": torch.bfloat16, "size": torch.Size([2, 3]), "names": {"a"},
          "ordered": collections.OrderedDict(x=1)}
try:
    import numpy
    nested["score"] = numpy.float64(0.5)
    nested["count"] = numpy.int32(-3)
except ImportError:
    pass
save("nested.pth", nested, {"state_dict." + k: v for k, v in model.state_dict().items()})
parameters = {"p": torch.nn.Parameter(torch.tensor([1.0, 2.0])), "q": torch.quantize_per_tensor(torch.tensor([0.0, 0.1, -0.3]), 0.1, 3, torch.quint8)}
save("parameters.pth", parameters, parameters)
for protocol in (3, 4, 5):
    save(f"protocol{protocol}.pth", {"a": base, "bytes": b"\x00\xff"}, {"a": base}, pickle_protocol=protocol)


class Script(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2)
        self.sizes = [1, 2]

    def forward(self, x):
        return self.layer(x) * torch.tensor([1.0, 2.0])


script = torch.jit.script(Script())
torch.jit.save(script, str(folder / "script.pt"))
expected["script.pt"] = {"layer.weight": values(script.layer.weight), "layer.bias": values(script.layer.bias)}

def keep(name, arrays):
    expected[name] = {key: values(torch.from_numpy(array.astype("float64", order="C"))) for key, array in arrays.items()}


try:
    import numpy
    numbers = numpy.array([[0, 1, 2], [3, 4.5, 100]])
    arrays = {t: numbers.astype(t) for t in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?")}
    arrays |= {"foreign": numbers.astype(">f4"), "foreign_whole": numbers.astype(">i8"), "fortran": numpy.asfortranarray(numbers),
               "scalar": numpy.array(2.5), "empty": numpy.zeros((0, 3)), "layer/kernel": numbers[::-1]}
    large = numpy.arange(17500.0).reshape(7, 50, 50)
    numpy.savez(folder / "arrays.npz", **arrays)
    keep("arrays.npz", arrays)
    numpy.savez_compressed(folder / "packed.npz", large=large, **arrays)
    keep("packed.npz", arrays | {"large": large})
    numpy.save(folder / "one.npy", numbers)
    keep("one.npy", {"one": numbers})
    numpy.save(folder / "hostile" / "objects.npy", numpy.array([{"a": print}], dtype=object), allow_pickle=True)
except ImportError:
    numpy = None

try:
    import h5py
    with h5py.File(folder / "keras.h5", "w") as file:
        file.attrs["keras_version"] = "2.11.0"
        file.attrs["layer_names"] = numpy.array([b"dense", b"norm"])
        for t, array in arrays.items():
            file["types/" + t.replace("/", ".")] = array
        file.create_dataset("dense/kernel:0", data=large, chunks=(2, 30, 40), compression="gzip",
                            shuffle=True)
        file["dense"].attrs["weight_names"] = [b"dense/kernel:0"]
        file["dense/name"] = "text"
        file["loop"] = h5py.SoftLink("/dense")
    keep("keras.h5", {"types." + t.replace("/", "."): a for t, a in arrays.items()}
         | {"dense.kernel:0": large})
except ImportError:
    pass

(folder / "expected.json").write_text(json.dumps(expected, indent=1))


class Run:
    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call[0], tuple(self.call[1:])


class Plain:
    pass


hostile = {"system": Run(os.system, "touch " + marker), "eval": Run(eval, f"open({marker!r}, 'w')"),
           "exec": Run(exec, f"open({marker!r}, 'w')"), "open": Run(open, marker, "w"),
           "import": Run(__import__, "os"), "class": Plain(), "module": torch.nn.Linear(1, 1)}
for name, thing in hostile.items():
    torch.save({"state_dict": {"w": thing}}, folder / "hostile" / f"{name}.pth")
    if name != "module":
        torch.save({"w": thing}, folder / "hostile" / f"{name}_old.pth", _use_new_zipfile_serialization=False)
    for protocol in (0, 2, 4):
        (folder / "hostile" / f"{name}_{protocol}.pkl").write_bytes(pickle.dumps({"w": thing}, protocol=protocol))
cyclic = []
cyclic.append(cyclic)
torch.save(cyclic, folder / "hostile" / "cyclic.pth")
