#pragma once

#include "core/io/byte_source.h"
#include "core/io/tensor_tree.h"
#include "core/io/zip_directory.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

enum class WeightsFormat { Safetensors, Torch, TorchLegacy, TorchScript, Npz, Hdf5 };
std::span<const Choice<WeightsFormat>> choices(WeightsFormat);

/// A file of weights that is open: what it holds, without the tensors' values. Copies share the file.
struct WeightsFile {
    std::string path;
    WeightsFormat format = WeightsFormat::Torch;
    std::shared_ptr<const ByteSource> bytes; ///< of the file as it is
    /// What the tree's storages have their places in: the file, and behind it what of NumPy's and HDF5's
    /// files is unpacked only when it is read.
    std::shared_ptr<const ByteSource> source;
    TensorTree tree; ///< safetensors, NumPy, HDF5: dicts by name, metadata and attributes as their attributes
    TensorTree constants; ///< of TorchScript, else empty
    std::vector<ZipEntry> code; ///< of TorchScript: to be shown, never run
    bool isBigEndian = false;
};

/// Opens safetensors, what torch.save and torch.jit.save write, old and new, NPY, NPZ and HDF5, told apart by
/// their contents and not by their names. Strangers' HDF5 files are best probed first (`probeDataset`). Runs
/// nothing that is in the file. Error: NotFound, Io, Format: "FILE: refused at byte 123: opcode GLOBAL asks
/// for posix.system, which is code; only tensors, containers and numbers are read".
Result<WeightsFile> openWeightsFile(const std::filesystem::path& path);
/// The same of bytes from anywhere; `name` stands in messages.
Result<WeightsFile> openWeights(std::shared_ptr<const ByteSource> source, const std::string& name);

/// As readFloats and readDoubles (`read_tensor.h`), with the file's name in errors; of `file.tree`.
Result<std::vector<float>> readFloats(const WeightsFile& file, const NamedTensor& tensor);
Result<std::vector<double>> readDoubles(const WeightsFile& file, const NamedTensor& tensor);

/// SHA-256 of the whole file. Error: Io.
Result<std::string> sha256Of(const WeightsFile& file);

/// One of `file.code` as text. Error: Format, Io.
Result<std::string> readCode(const WeightsFile& file, const ZipEntry& entry);

} // namespace modalscope
