#include "core/io/weights_file.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/io/hdf5_weights.h"
#include "core/io/numpy_weights.h"
#include "core/io/read_tensor.h"
#include "core/io/safetensors.h"
#include "core/io/torch_legacy.h"
#include "core/io/torch_zip.h"
#include "core/io/tree_nodes.h"

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

constexpr std::string_view kHdf5Start("\x89HDF\r\n\x1a\n", 8);

TensorTree treeOf(const SafetensorsIndex& index)
{
    TensorTree tree;
    tree.root = addNode(tree, TreeKind::Dict);
    for (const auto& tensor : index.tensors) { // the index knows no other types
        const auto type = typeOfSafetensors(tensor.type).value_or(TensorType::UInt8);
        addItem(tree, tree.root, tensor.name,
            addWholeTensor(tree, {tensor.name, type, tensor.bytes, tensor.offset, ""}, tensor.shape));
    }
    if (index.metadata.empty())
        return tree;
    const auto metadata = addNode(tree, TreeKind::Dict);
    tree.nodes[tree.root].attributes = metadata;
    for (const auto& [name, text] : index.metadata)
        addItem(tree, metadata, name, addNode(tree, TreeKind::Text, text));
    return tree;
}

Result<void> keepTree(WeightsFile& file, WeightsFormat format, Result<PlacedTree> read)
{
    if (!read)
        return read.error();
    file.format = format;
    file.tree = std::move(read.value().tree);
    file.source = std::move(read.value().source);
    return {};
}

Result<void> readZip(WeightsFile& file)
{
    auto entries = readZipDirectory(*file.source);
    if (!entries)
        return entries.error();
    if (isNpz(entries.value()))
        return keepTree(file, WeightsFormat::Npz, readNpzWeights(file.source, std::move(entries).value()));
    auto archive = readTorchZip(*file.source, entries.value());
    if (!archive)
        return archive.error();
    auto& read = archive.value();
    file.format = read.isScript ? WeightsFormat::TorchScript : WeightsFormat::Torch;
    file.tree = std::move(read.tree);
    file.constants = std::move(read.constants);
    file.code = std::move(read.code);
    file.isBigEndian = read.isBigEndian;
    return {};
}

/// HDF5 reads the file itself, or a copy of bytes that are none.
Result<void> readHdf5(WeightsFile& file, const std::filesystem::path& path)
{
    if (!path.empty()) {
        auto opened = Hdf5File::open(path);
        return opened ? keepTree(file, WeightsFormat::Hdf5, readHdf5Weights(opened.value(), file.source))
                      : Result<void>(opened.error());
    }
    std::string bytes(std::size_t(file.source->size()), '\0');
    if (auto read = file.source->read(0, std::as_writable_bytes(std::span(bytes))); !read)
        return read;
    auto opened = Hdf5File::ofMemory(bytes, file.path);
    return opened ? keepTree(file, WeightsFormat::Hdf5, readHdf5Weights(opened.value(), file.source))
                  : Result<void>(opened.error());
}

/// `path`: of a file on the disk, else empty.
Result<void> readContents(WeightsFile& file, const std::filesystem::path& path)
{
    ByteCursor cursor(*file.source, 0, file.source->size());
    const std::string start(cursor.peek(16));
    if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06"))
        return readZip(file);
    if (start.starts_with(kHdf5Start))
        return readHdf5(file, path);
    if (start.starts_with("\x93NUMPY")) {
        const auto stem = std::filesystem::path(file.path).stem().string();
        return keepTree(file, WeightsFormat::Npz, readNpyWeights(file.source, stem.empty() ? "array" : stem));
    }
    const bool hasJson = start.size() > 8 && start[8] == '{';
    if (start.starts_with('\x80') && !hasJson) {
        auto tree = readTorchLegacy(*file.source);
        if (!tree)
            return tree.error();
        file.format = WeightsFormat::TorchLegacy;
        file.tree = std::move(tree).value();
        return {};
    }
    const Error unknown{ErrorKind::Format,
        "is neither safetensors, PyTorch, NumPy nor HDF5; save the weights with safetensors or torch.save"};
    if (start.size() > 8 && !hasJson)
        return unknown;
    auto index = readSafetensorsIndex(*file.source);
    if (!index)
        return index.error();
    file.format = WeightsFormat::Safetensors;
    file.tree = treeOf(index.value());
    return {};
}

template <class T>
Result<std::vector<T>> valuesOf(const WeightsFile& file, const NamedTensor& tensor,
    Result<std::vector<T>> (*read)(const TensorPlace&, const TensorEntry&))
{
    auto values = read({*file.source, file.tree, file.isBigEndian}, file.tree.tensors[tensor.tensor]);
    if (!values && values.error().kind == ErrorKind::Format)
        return Error{ErrorKind::Format,
            file.path + ": tensor " + printableText(tensor.name.substr(0, 200)) + " "
                + values.error().message};
    return values;
}

Result<WeightsFile> openSource(
    std::shared_ptr<const ByteSource> source, const std::string& name, const std::filesystem::path& path)
{
    WeightsFile file;
    file.path = name;
    file.bytes = source;
    file.source = std::move(source);
    if (auto read = readContents(file, path); !read) {
        const bool hasName = read.error().message.starts_with(file.path);
        return Error{
            read.error().kind, hasName ? read.error().message : file.path + ": " + read.error().message};
    }
    return file;
}

} // namespace

std::span<const Choice<WeightsFormat>> choices(WeightsFormat)
{
    static constexpr std::array<Choice<WeightsFormat>, 6> all{{
        {WeightsFormat::Safetensors, "safetensors", "safetensors"},
        {WeightsFormat::Torch, "torch", "PyTorch"},
        {WeightsFormat::TorchLegacy, "torch-legacy", "PyTorch before 1.6"},
        {WeightsFormat::TorchScript, "torchscript", "TorchScript"},
        {WeightsFormat::Npz, "npz", "NumPy"},
        {WeightsFormat::Hdf5, "hdf5", "HDF5"},
    }};
    return all;
}

Result<WeightsFile> openWeightsFile(const std::filesystem::path& path)
{
    auto source = ByteSource::ofFile(path);
    return source ? openSource(std::move(source).value(), path.string(), path)
                  : Result<WeightsFile>(source.error());
}

Result<WeightsFile> openWeights(std::shared_ptr<const ByteSource> source, const std::string& name)
{
    return openSource(std::move(source), name, {});
}

Result<std::vector<float>> readFloats(const WeightsFile& file, const NamedTensor& tensor)
{
    return valuesOf<float>(file, tensor, &readFloats);
}

Result<std::vector<double>> readDoubles(const WeightsFile& file, const NamedTensor& tensor)
{
    return valuesOf<double>(file, tensor, &readDoubles);
}

Result<std::string> sha256Of(const WeightsFile& file)
{
    Sha256 sum;
    ByteCursor cursor(*file.bytes, 0, file.bytes->size());
    while (cursor.left() > 0) {
        const auto piece = cursor.take(std::min<std::uint64_t>(cursor.left(), std::uint64_t(1) << 20));
        if (!piece)
            return Error{ErrorKind::Io, file.path + ": cannot be read"};
        sum.add(*piece);
    }
    return sum.hex();
}

Result<std::string> readCode(const WeightsFile& file, const ZipEntry& entry)
{
    auto text = readZipEntry(*file.bytes, entry, 4 * file.bytes->size());
    if (!text)
        return Error{text.error().kind, file.path + ": " + text.error().message};
    return text;
}

} // namespace modalscope
