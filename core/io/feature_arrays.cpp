#include "core/io/feature_arrays.h"

#include "core/base/text.h"
#include "core/io/hdf5_dataset.h"
#include "core/io/npy.h"
#include "core/io/safetensors.h"

#include <algorithm>
#include <map>
#include <utility>

namespace modalscope {
namespace {

Error noArray(const std::string& name, const std::vector<std::string>& names)
{
    return {ErrorKind::NotFound,
        "has no array " + printableText(name) + "; it has " + printableText(joinText(names, ", "))};
}

/// NPY, NPZ and safetensors: plain bytes.
class MatrixFile : public FeatureArrays {
public:
    Result<Shape> shapeOf(const std::string& name) const override
    {
        const auto matrix = this->matrix(name);
        return matrix ? Result<Shape>(matrix.value().shape) : matrix.error();
    }
    Result<void> checkSize(const std::string& name) const override
    {
        const auto matrix = this->matrix(name);
        return matrix ? checkBytes(matrix.value()) : matrix.error();
    }
    Result<Array> features(const std::string& name, const std::vector<std::int64_t>& rows) const override
    {
        const auto matrix = this->matrix(name);
        return matrix ? readMatrixRows(matrix.value(), rows) : matrix.error();
    }
    Result<std::vector<double>> list(
        const std::string& name, const std::vector<std::int64_t>& rows) const override
    {
        const auto matrix = this->matrix(name);
        if (!matrix)
            return matrix.error();
        if (!rows.empty() && rows.back() >= matrix.value().rows())
            return invalidInput("array " + name + " has " + std::to_string(matrix.value().rows())
                + " labels, fewer than there are samples");
        return readList(matrix.value(), rows);
    }

private:
    virtual Result<StoredMatrix> matrix(const std::string& name) const = 0;
};

class NpyFile final : public MatrixFile {
public:
    explicit NpyFile(StoredMatrix matrix)
        : m_matrix(std::move(matrix))
    { }
    std::vector<std::string> names() const override { return {m_matrix.name}; }

private:
    Result<StoredMatrix> matrix(const std::string& name) const override
    {
        if (name != m_matrix.name)
            return Error{ErrorKind::NotFound,
                "holds one array without a name, so that " + printableText(name) + " cannot be chosen"};
        return m_matrix;
    }
    StoredMatrix m_matrix;
};

class NpzFile final : public MatrixFile {
public:
    NpzFile(std::shared_ptr<const ByteSource> source, std::vector<std::string> names)
        : m_source(std::move(source))
        , m_names(std::move(names))
    { }
    std::vector<std::string> names() const override { return m_names; }

private:
    Result<StoredMatrix> matrix(const std::string& name) const override
    {
        if (std::ranges::find(m_names, name) == m_names.end())
            return noArray(name, m_names);
        if (m_last.name != name || !m_last.source) { // unpacked once for shape and values
            auto opened = openNpz(m_source, name);
            if (!opened)
                return opened.error();
            m_last = std::move(opened).value();
        }
        return m_last;
    }
    std::shared_ptr<const ByteSource> m_source;
    std::vector<std::string> m_names;
    mutable StoredMatrix m_last;
};

class SafetensorsFile final : public MatrixFile {
public:
    SafetensorsFile(std::shared_ptr<const ByteSource> source, const SafetensorsIndex& index)
    {
        for (const auto& tensor : index.tensors) {
            m_names.push_back(tensor.name);
            m_tensors[tensor.name] = {tensor.type, {tensor.name, source, tensor.offset, {}, tensor.shape}};
        }
        std::ranges::sort(m_names);
    }
    std::vector<std::string> names() const override { return m_names; }

private:
    Result<StoredMatrix> matrix(const std::string& name) const override
    {
        static const std::map<std::string, TensorType> types{{"F64", TensorType::Float64},
            {"F32", TensorType::Float32}, {"F16", TensorType::Float16}, {"BF16", TensorType::BFloat16},
            {"F8_E4M3", TensorType::Float8E4M3}, {"F8_E5M2", TensorType::Float8E5M2},
            {"I64", TensorType::Int64}, {"I32", TensorType::Int32}, {"I16", TensorType::Int16},
            {"I8", TensorType::Int8}, {"U64", TensorType::UInt64}, {"U32", TensorType::UInt32},
            {"U16", TensorType::UInt16}, {"U8", TensorType::UInt8}, {"BOOL", TensorType::Bool}};
        const auto found = m_tensors.find(name);
        if (found == m_tensors.end())
            return noArray(name, m_names);
        auto matrix = found->second.second;
        matrix.type = types.at(found->second.first); // the index knows no others
        return matrix;
    }
    std::vector<std::string> m_names;
    std::map<std::string, std::pair<std::string, StoredMatrix>> m_tensors;
};

class Hdf5Arrays final : public FeatureArrays {
public:
    Hdf5Arrays(Hdf5File file, std::vector<std::string> names)
        : m_file(std::move(file))
        , m_names(std::move(names))
    { }
    std::vector<std::string> names() const override { return m_names; }

    Result<Shape> shapeOf(const std::string& name) const override
    {
        const auto dataset = open(name);
        return dataset ? Result<Shape>(dataset.value().info().shape) : dataset.error();
    }
    Result<void> checkSize(const std::string& name) const override
    {
        const auto dataset = open(name);
        return dataset ? dataset.value().checkStorage() : Result<void>(dataset.error());
    }
    Result<Array> features(const std::string& name, const std::vector<std::int64_t>& rows) const override
    {
        const auto dataset = open(name);
        if (!dataset)
            return dataset.error();
        if (dataset.value().info().shape.size() < 2)
            return dataset.value().error(ErrorKind::Format,
                "has the shape " + sizesText(dataset.value().info().shape)
                    + "; features need two axes or more, the first being the sample");
        Array out;
        auto read = values(dataset.value(), rows, [&](std::size_t place, std::span<const double> row) {
            if (out.values.empty())
                out = Array({std::int64_t(rows.size()), std::int64_t(row.size())});
            std::ranges::transform(
                row, out.row(std::int64_t(place)).begin(), [](double value) { return float(value); });
        });
        return read ? Result<Array>(std::move(out)) : read.error();
    }
    Result<std::vector<double>> list(
        const std::string& name, const std::vector<std::int64_t>& rows) const override
    {
        const auto dataset = open(name);
        if (!dataset)
            return dataset.error();
        if (dataset.value().rowSize() != 1 || (!rows.empty() && rows.back() >= dataset.value().rows()))
            return dataset.value().error(ErrorKind::Format,
                "has the shape " + sizesText(dataset.value().info().shape)
                    + "; labels need one number for each sample");
        std::vector<double> out(rows.size());
        auto read = values(dataset.value(), rows,
            [&](std::size_t place, std::span<const double> row) { out[place] = row.front(); });
        return read ? Result<std::vector<double>>(std::move(out)) : read.error();
    }

private:
    Result<Hdf5Dataset> open(const std::string& name) const
    {
        auto dataset = Hdf5Dataset::open(m_file, name.starts_with('/') ? name : "/" + name);
        if (dataset && !dataset.value().info().type.isNumber())
            return dataset.value().error(
                ErrorKind::Format, "is of type " + dataset.value().info().type.name + ", which is no number");
        return dataset;
    }

    /// Neighbours are read at once, a few megabytes at a time.
    static Result<void> values(const Hdf5Dataset& dataset, const std::vector<std::int64_t>& rows,
        const std::function<void(std::size_t place, std::span<const double> row)>& take)
    {
        if (auto real = dataset.checkStorage(); !real)
            return real;
        constexpr std::int64_t kAtOnce = 1 << 20;
        const auto size = dataset.rowSize();
        const auto element = dataset.info().type.element;
        if (size == 0)
            return dataset.error(ErrorKind::Format, "holds nothing");
        const auto most = std::max<std::int64_t>(1, kAtOnce / size);
        std::vector<std::byte> raw;
        std::vector<double> numbers;
        for (std::size_t first = 0; first < rows.size();) {
            std::size_t last = first + 1;
            while (
                last < rows.size() && rows[last] == rows[last - 1] + 1 && std::int64_t(last - first) < most)
                ++last;
            const auto count = std::int64_t(last - first);
            raw.resize(std::size_t(count * size) * elementSize(element));
            numbers.resize(std::size_t(count * size));
            if (auto read = dataset.readRows(rows[first], count, raw); !read)
                return read;
            toDoubles(raw, element, numbers);
            for (std::size_t i = first; i < last; ++i)
                take(i, std::span(numbers).subspan((i - first) * std::size_t(size), std::size_t(size)));
            first = last;
        }
        return {};
    }

    Hdf5File m_file;
    std::vector<std::string> m_names;
};

Result<std::unique_ptr<FeatureArrays>> openHdf5(const std::filesystem::path& path)
{
    auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    const auto members = file.value().members("/");
    if (!members)
        return members.error();
    std::vector<std::string> names;
    for (const auto& member : members.value())
        if (member.kind == Hdf5MemberKind::Dataset)
            names.push_back(member.name);
    return std::unique_ptr<FeatureArrays>(
        std::make_unique<Hdf5Arrays>(std::move(file).value(), std::move(names)));
}

} // namespace

Result<std::unique_ptr<FeatureArrays>> FeatureArrays::open(
    const std::filesystem::path& path, std::shared_ptr<const ByteSource> source)
{
    ByteCursor cursor(*source, 0, source->size());
    const std::string start(cursor.peek(6));
    if (start.starts_with("\x93NUMPY")) {
        auto matrix = openNpy(source, path.stem().string());
        if (!matrix)
            return matrix.error();
        return std::unique_ptr<FeatureArrays>(std::make_unique<NpyFile>(std::move(matrix).value()));
    }
    if (start.starts_with("PK")) {
        auto names = namesInNpz(*source);
        if (!names)
            return names.error();
        return std::unique_ptr<FeatureArrays>(
            std::make_unique<NpzFile>(std::move(source), std::move(names).value()));
    }
    if (start.starts_with("\x89HDF"))
        return openHdf5(path);
    const auto index = readSafetensorsIndex(*source);
    if (!index)
        return index.error();
    return std::unique_ptr<FeatureArrays>(
        std::make_unique<SafetensorsFile>(std::move(source), index.value()));
}

std::string labelArray(const FeatureArrays& file, const std::string& wanted)
{
    if (!wanted.empty())
        return wanted;
    const auto names = file.names();
    for (const char* usual : {"labels", "label", "y"})
        if (std::ranges::find(names, usual) != names.end())
            if (const auto shape = file.shapeOf(usual); shape && shape.value().size() == 1)
                return usual;
    return {};
}

} // namespace modalscope
