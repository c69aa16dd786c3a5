#pragma once

#include "core/inspect/checkpoint.h"
#include "core/io/read_tensor.h"
#include "core/io/safetensors.h"
#include "core/io/tensor_view.h"

#include <QTemporaryDir>

#include <atomic>
#include <cstring>

namespace modalscope {

/// A tensor whose elements are in memory, row-major unless a test gives it other strides.
struct MemoryTensor {
    std::shared_ptr<const ByteSource> source;
    TensorTree tree;
    TensorEntry entry;

    template <class T>
    MemoryTensor(TensorType type, Shape shape, const std::vector<T>& stored)
    {
        std::string bytes(stored.size() * sizeof(T), '\0');
        if (!stored.empty())
            std::memcpy(bytes.data(), stored.data(), bytes.size());
        tree.storages.push_back({"0", type, bytes.size(), 0, ""});
        source = ByteSource::ofMemory(std::move(bytes));
        entry.type = type;
        entry.strides = rowMajorStrides(shape);
        entry.shape = std::move(shape);
    }
    static MemoryTensor floats(Shape shape, const std::vector<float>& values)
    {
        return {TensorType::Float32, std::move(shape), values};
    }
    TensorPlace place() const { return {*source, tree, false}; }
};

/// Bytes that ask a test's stop source to stop after some reads.
class StoppingBytes final : public ByteSource {
public:
    StoppingBytes(std::uint64_t size, int reads, std::stop_source stop)
        : m_size(size)
        , m_left(reads)
        , m_stop(std::move(stop))
    { }
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t, std::span<std::byte> out) const override
    {
        std::fill(out.begin(), out.end(), std::byte{0});
        if (--m_left == 0)
            m_stop.request_stop();
        ++m_reads;
        return {};
    }
    int reads() const { return m_reads; }

private:
    std::uint64_t m_size;
    mutable std::atomic<int> m_left;
    mutable std::atomic<int> m_reads = 0;
    mutable std::stop_source m_stop;
};

/// A safetensors file of float32 tensors.
inline std::filesystem::path writeWeights(const QTemporaryDir& folder, const char* name,
    const std::vector<std::tuple<std::string, Shape, std::vector<float>>>& tensors,
    const std::map<std::string, std::string>& metadata = {})
{
    Safetensors file;
    file.metadata = metadata;
    for (const auto& [key, shape, values] : tensors) {
        TensorBytes bytes{"F32", shape, std::vector<std::byte>(values.size() * 4)};
        if (!values.empty())
            std::memcpy(bytes.bytes.data(), values.data(), bytes.bytes.size());
        file.tensors.emplace(key, std::move(bytes));
    }
    const std::filesystem::path path = folder.filePath(QString::fromUtf8(name)).toStdString();
    std::filesystem::create_directories(path.parent_path());
    const auto written = writeSafetensors(path, file);
    return written ? path : std::filesystem::path();
}

/// Opened; empty, with a warning, when it cannot be.
inline Checkpoint openedCheckpoint(const std::filesystem::path& path)
{
    auto opened = openCheckpoint(path);
    if (!opened)
        qWarning("%s", opened.error().message.c_str());
    return opened ? std::move(opened).value() : Checkpoint();
}

} // namespace modalscope
