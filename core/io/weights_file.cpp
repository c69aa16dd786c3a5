#include "core/io/weights_file.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/io/read_tensor.h"
#include "core/io/safetensors.h"
#include "core/io/tensor_view.h"
#include "core/io/torch_legacy.h"
#include "core/io/torch_zip.h"

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

/// Types as safetensors spells them.
TensorType typeOfSafetensors(const std::string& type)
{
    static constexpr std::array<std::pair<std::string_view, TensorType>, 15> types{{
        {"F64", TensorType::Float64},
        {"F32", TensorType::Float32},
        {"F16", TensorType::Float16},
        {"BF16", TensorType::BFloat16},
        {"F8_E4M3", TensorType::Float8E4M3},
        {"F8_E5M2", TensorType::Float8E5M2},
        {"I64", TensorType::Int64},
        {"I32", TensorType::Int32},
        {"I16", TensorType::Int16},
        {"I8", TensorType::Int8},
        {"U64", TensorType::UInt64},
        {"U32", TensorType::UInt32},
        {"U16", TensorType::UInt16},
        {"U8", TensorType::UInt8},
        {"BOOL", TensorType::Bool},
    }};
    for (const auto& [text, known] : types)
        if (text == type)
            return known;
    return TensorType::UInt8; // the reader of the header knows no others
}

NodeId addNode(TensorTree& tree, TreeKind kind, std::string text = {})
{
    tree.nodes.emplace_back();
    tree.nodes.back().kind = kind;
    tree.nodes.back().text = std::move(text);
    return NodeId(tree.nodes.size() - 1);
}

TensorTree treeOf(const SafetensorsIndex& index)
{
    TensorTree tree;
    tree.root = addNode(tree, TreeKind::Dict);
    for (const auto& tensor : index.tensors) {
        TensorEntry entry;
        entry.type = typeOfSafetensors(tensor.type);
        entry.shape = tensor.shape;
        entry.strides = rowMajorStrides(entry.shape);
        entry.storage = tree.storages.size();
        tree.storages.push_back({tensor.name, entry.type, tensor.bytes, tensor.offset, ""});
        const auto key = addNode(tree, TreeKind::Text, tensor.name);
        const auto value = addNode(tree, TreeKind::Tensor);
        tree.nodes[value].integer = std::int64_t(tree.tensors.size());
        tree.tensors.push_back(std::move(entry));
        auto& items = tree.nodes[tree.root].items;
        items.insert(items.end(), {key, value});
    }
    if (index.metadata.empty())
        return tree;
    const auto metadata = addNode(tree, TreeKind::Dict);
    tree.nodes[tree.root].attributes = metadata;
    for (const auto& [name, text] : index.metadata) {
        const auto key = addNode(tree, TreeKind::Text, name);
        const auto value = addNode(tree, TreeKind::Text, text);
        auto& items = tree.nodes[metadata].items;
        items.insert(items.end(), {key, value});
    }
    return tree;
}

Result<void> readTorch(WeightsFile& file)
{
    auto archive = readTorchZip(*file.source);
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

Result<void> readContents(WeightsFile& file)
{
    ByteCursor cursor(*file.source, 0, file.source->size());
    const std::string start(cursor.peek(16));
    if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06"))
        return readTorch(file);
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
        "is neither safetensors nor a file of PyTorch; save the weights with safetensors or torch.save"};
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

} // namespace

std::span<const Choice<WeightsFormat>> choices(WeightsFormat)
{
    static constexpr std::array<Choice<WeightsFormat>, 4> all{{
        {WeightsFormat::Safetensors, "safetensors", "safetensors"},
        {WeightsFormat::Torch, "torch", "PyTorch"},
        {WeightsFormat::TorchLegacy, "torch-legacy", "PyTorch before 1.6"},
        {WeightsFormat::TorchScript, "torchscript", "TorchScript"},
    }};
    return all;
}

Result<WeightsFile> openWeightsFile(const std::filesystem::path& path)
{
    auto source = ByteSource::ofFile(path);
    return source ? openWeights(std::move(source).value(), path.string())
                  : Result<WeightsFile>(source.error());
}

Result<WeightsFile> openWeights(std::shared_ptr<const ByteSource> source, const std::string& name)
{
    WeightsFile file;
    file.path = name;
    file.source = std::move(source);
    if (auto read = readContents(file); !read) {
        const bool hasName = read.error().message.starts_with(file.path);
        return Error{
            read.error().kind, hasName ? read.error().message : file.path + ": " + read.error().message};
    }
    return file;
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
    ByteCursor cursor(*file.source, 0, file.source->size());
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
    auto text = readZipEntry(*file.source, entry, 4 * file.source->size());
    if (!text)
        return Error{text.error().kind, file.path + ": " + text.error().message};
    return text;
}

} // namespace modalscope
