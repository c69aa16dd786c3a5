#include "core/base/atomic_file.h"
#include "core/base/require.h"
#include "core/base/text.h"
#include "core/io/dataset_hdf5.h"
#include "core/io/hdf5_attribute.h"
#include "core/io/hdf5_dataset.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::int64_t kPackBelowBytes = 64
    << 20; // larger arrays stay unpacked, so that their rows are read quickly in any order

Shape withRows(std::int64_t rows, const Shape& shape)
{
    Shape all{rows};
    all.insert(all.end(), shape.begin(), shape.end());
    return all;
}

bool isByte(int value)
{
    return value >= 0 && value <= 255;
}

/// uint8 where it was stored so and every value of every split survives it; else float32.
Result<ElementType> storedType(const Dataset& dataset, std::size_t index)
{
    const auto& modality = dataset.modalities[index];
    if (modality.stored != "uint8")
        return ElementType::Float32;
    bool fits = true;
    std::vector<std::byte> raw;
    for (const auto& split : dataset.splits) {
        const auto read = forEachChunk(
            *split.rows[index], [&](std::int64_t, std::span<const float> values) -> Result<void> {
                fits = fits && fromFloats(values, ElementType::Uint8, modality.scale, modality.offset, raw);
                return {};
            });
        if (!read)
            return read.error();
    }
    return fits ? ElementType::Uint8 : ElementType::Float32;
}

template <class T>
Result<void> writeWhole(const Hdf5File& file, const std::string& path, ElementType type, const Shape& shape,
    const std::vector<T>& values)
{
    const auto dataset = Hdf5Dataset::create(file, path, type, shape, false);
    if (!dataset)
        return dataset.error();
    return dataset.value().writeRows(0, shape.front(), std::as_bytes(std::span(values)));
}

/// HDF5 crashes when the disk is full in the middle of a file, so the room is looked for first.
Result<void> checkSpace(const std::filesystem::path& path, const Dataset& dataset)
{
    double bytes = 1 << 16;
    for (const auto& split : dataset.splits) {
        if (split.labelMaps)
            bytes += double(split.size) * double(split.labelMaps->rowSize()) * 4.0;
        for (std::size_t m = 0; m < split.rows.size(); ++m)
            bytes += double(split.size) * double(split.rows[m]->rowSize())
                * (dataset.modalities[m].stored == "uint8" ? 1.0 : 4.0);
    }
    std::error_code code;
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const auto space = std::filesystem::space(folder, code);
    if (!code && double(space.available) < bytes)
        return Error{ErrorKind::Io,
            path.string() + ": needs " + sizeText(bytes) + ", but the disk has only "
                + sizeText(double(space.available)) + " free"};
    return {};
}

class DatasetWriter {
public:
    DatasetWriter(const Hdf5File& file, const Dataset& dataset)
        : m_file(file)
        , m_dataset(dataset)
    { }

    Result<void> write()
    {
        if (auto written = writeHeader(); !written)
            return written;
        for (std::size_t m = 0; m < m_dataset.modalities.size(); ++m) {
            auto type = storedType(m_dataset, m);
            if (!type)
                return type.error();
            m_types.push_back(type.value());
        }
        for (const auto& split : m_dataset.splits)
            if (auto written = writeSplit(split); !written)
                return written;
        return {};
    }

private:
    Result<void> writeHeader() const
    {
        std::vector<std::string> names;
        for (const auto& modality : m_dataset.modalities)
            names.push_back(modality.name);
        std::vector<Result<void>> done;
        done.push_back(writeAttribute(m_file, "/", "name", m_dataset.name));
        done.push_back(writeAttribute(m_file, "/", "task", toText(m_dataset.task)));
        done.push_back(writeAttribute(m_file, "/", "modalities", std::span<const std::string>(names)));
        if (!m_dataset.classNames.empty())
            done.push_back(writeAttribute(
                m_file, "/", "class_names", std::span<const std::string>(m_dataset.classNames)));
        if (m_dataset.ignoreLabel)
            done.push_back(writeAttribute(m_file, "/", "ignore_label", *m_dataset.ignoreLabel));
        for (const auto& [name, text] : m_dataset.attributes)
            done.push_back(writeAttribute(m_file, "/", name, text));
        const auto failed = std::ranges::find_if(done, [](const auto& result) { return !result; });
        return failed == done.end() ? Result<void>() : *failed;
    }

    Result<void> writeSplit(const Split& split) const
    {
        const auto group = "/" + split.name;
        if (auto made = m_file.makeGroup(group); !made)
            return made;
        if (auto written = writeLabels(split, group + "/labels"); !written)
            return written;
        for (std::size_t m = 0; m < m_dataset.modalities.size(); ++m) {
            const auto& modality = m_dataset.modalities[m];
            const auto path = group + "/" + modality.name;
            if (auto written = writeRows(path, *split.rows[m], modality, m_types[m]); !written)
                return written;
            if (split.presence.empty() || split.presence[m].empty())
                continue;
            if (auto written = writeWhole(m_file, group + "/present_" + modality.name, ElementType::Uint8,
                    {split.size}, split.presence[m]);
                !written)
                return written;
        }
        for (const auto& column : split.columns)
            if (auto written = writeColumn(group + "/" + column.name, column, split.size); !written)
                return written;
        return {};
    }

    Result<void> writeLabels(const Split& split, const std::string& path) const
    {
        if (m_dataset.task == Task::Classification)
            return writeWhole(m_file, path, ElementType::Int32, {split.size}, split.classes);
        if (m_dataset.task == Task::Regression)
            return writeWhole(m_file, path, ElementType::Float64, split.targets.shape, split.targets.values);
        const bool isSmall
            = m_dataset.classCount() <= 256 && (!m_dataset.ignoreLabel || isByte(*m_dataset.ignoreLabel));
        const auto type = isSmall ? ElementType::Uint8 : ElementType::Int32;
        const auto shape = withRows(split.size, m_dataset.labelShape);
        const auto dataset = Hdf5Dataset::create(m_file, path, type, shape, true);
        if (!dataset)
            return dataset.error();
        return forEachChunk(*split.labelMaps, [&](std::int64_t first, std::span<const float> values) {
            const auto rows = std::int64_t(values.size()) / split.labelMaps->rowSize();
            if (isSmall) {
                const std::vector<std::uint8_t> labels(values.begin(), values.end());
                return dataset.value().writeRows(first, rows, std::as_bytes(std::span(labels)));
            }
            const std::vector<std::int32_t> labels(values.begin(), values.end());
            return dataset.value().writeRows(first, rows, std::as_bytes(std::span(labels)));
        });
    }

    Result<void> writeRows(
        const std::string& path, const RowReader& rows, const Modality& modality, ElementType type) const
    {
        const auto shape = withRows(rows.rowCount(), modality.shape);
        const bool pack = elementCount(shape) * std::int64_t(elementSize(type)) < kPackBelowBytes;
        const auto dataset = Hdf5Dataset::create(m_file, path, type, shape, pack);
        if (!dataset)
            return dataset.error();
        const bool isUsual
            = type == ElementType::Float32 || (modality.scale == usualScale(type) && modality.offset == 0);
        if (!isUsual) {
            if (auto written = writeAttribute(m_file, path, "value_scale", modality.scale); !written)
                return written;
            if (auto written = writeAttribute(m_file, path, "value_offset", modality.offset); !written)
                return written;
        }
        std::vector<std::byte> raw;
        return forEachChunk(rows, [&](std::int64_t first, std::span<const float> values) {
            const bool isPlain = type == ElementType::Float32;
            const bool fits
                = fromFloats(values, type, isPlain ? 1 : modality.scale, isPlain ? 0 : modality.offset, raw);
            require(fits, "values that were checked fit their type");
            return dataset.value().writeRows(first, std::int64_t(values.size()) / rows.rowSize(), raw);
        });
    }

    Result<void> writeColumn(const std::string& path, const Column& column, std::int64_t size) const
    {
        if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values))
            return writeTexts(m_file, path, *texts);
        return writeWhole(
            m_file, path, ElementType::Float64, {size}, std::get<std::vector<double>>(column.values));
    }

    const Hdf5File& m_file;
    const Dataset& m_dataset;
    std::vector<ElementType> m_types; // of the modalities
};

} // namespace

Result<void> writeDataset(const std::filesystem::path& path, const Dataset& dataset)
{
    if (auto fits = checkSpace(path, dataset); !fits)
        return fits;
    return writeFileAtomically(path, [&](const std::filesystem::path& beside) -> Result<void> {
        auto file = Hdf5File::create(beside);
        if (!file)
            return file.error();
        if (auto written = DatasetWriter(file.value(), dataset).write(); !written)
            return written;
        return file.value().close();
    });
}

} // namespace modalscope
