#include "core/data/fingerprint.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/data/stored_values.h"

#include <algorithm>

namespace modalscope {
namespace {

template <class T>
std::string sumOf(const std::vector<T>& values)
{
    Sha256 sum;
    sum.add(values.data(), values.size() * sizeof(T));
    return sum.hex();
}

std::string sumOf(const std::vector<std::string>& texts)
{
    Sha256 sum;
    for (const auto& text : texts) {
        sum.add(std::to_string(text.size()) + ":");
        sum.add(text);
    }
    return sum.hex();
}

Result<std::string> sumOfRows(const RowReader& rows, ElementType type, const Modality& modality)
{
    Sha256 sum;
    std::vector<std::byte> raw;
    const bool isStored = type != ElementType::Float32;
    bool fits = true;
    const auto read = forEachChunk(rows, [&](std::int64_t, std::span<const float> values) -> Result<void> {
        fits = fits
            && fromFloats(values, type, isStored ? modality.scale : 1, isStored ? modality.offset : 0, raw);
        if (fits)
            sum.add(raw.data(), raw.size());
        return {};
    });
    if (!read)
        return read.error();
    return sum.hex();
}

Result<std::string> sumOfLabelMaps(const RowReader& rows)
{
    Sha256 sum;
    std::vector<std::int32_t> labels;
    const auto read = forEachChunk(rows, [&](std::int64_t, std::span<const float> values) -> Result<void> {
        labels.assign(values.begin(), values.end());
        sum.add(labels.data(), labels.size() * sizeof labels.front());
        return {};
    });
    if (!read)
        return read.error();
    return sum.hex();
}

Shape withRows(std::int64_t rows, const Shape& shape)
{
    Shape all{rows};
    all.insert(all.end(), shape.begin(), shape.end());
    return all;
}

} // namespace

Fingerprint::Fingerprint(const Dataset& dataset)
{
    m_lines.push_back("task " + toText(dataset.task));
    for (std::size_t i = 0; i < dataset.modalities.size(); ++i) {
        const auto& modality = dataset.modalities[i];
        m_lines.push_back("modality " + std::to_string(i) + " " + modality.name + " scale "
            + numberText(modality.scale) + " offset " + numberText(modality.offset));
    }
    for (std::size_t i = 0; i < dataset.classNames.size(); ++i)
        m_lines.push_back("class " + std::to_string(i) + " " + dataset.classNames[i]);
    if (dataset.ignoreLabel)
        m_lines.push_back("ignore_label " + std::to_string(*dataset.ignoreLabel));
}

void Fingerprint::addArray(
    const std::string& path, const std::string& type, const Shape& shape, const std::string& sha256)
{
    std::string line = "array " + path + " " + type + " ";
    for (const auto size : shape)
        line += std::to_string(size) + "x";
    m_lines.push_back(line + " " + sha256);
}

void Fingerprint::addSplit(const Split& split)
{
    const Shape rows{split.size};
    if (!split.classes.empty())
        addArray(split.name + "/labels", "int32", rows, sumOf(split.classes));
    if (!split.targets.values.empty())
        addArray(split.name + "/labels", "float64", split.targets.shape, sumOf(split.targets.values));
    for (std::size_t m = 0; m < split.presence.size(); ++m)
        if (!split.presence[m].empty())
            addArray(split.name + "/presence " + std::to_string(m), "uint8", rows, sumOf(split.presence[m]));
    for (const auto& column : split.columns)
        std::visit(
            [&](const auto& values) {
                addArray(split.name + "/column " + column.name,
                    column.values.index() == 0 ? "float64" : "text", rows, sumOf(values));
            },
            column.values);
}

std::string Fingerprint::hex() const
{
    auto lines = m_lines;
    std::sort(lines.begin(), lines.end());
    return sha256Hex(joinText(lines, "\n"));
}

Result<std::string> fingerprintOf(const Dataset& dataset)
{
    Fingerprint fingerprint(dataset);
    for (const auto& split : dataset.splits) {
        for (std::size_t m = 0; m < dataset.modalities.size(); ++m) {
            const auto& modality = dataset.modalities[m];
            const auto type = modality.stored == "uint8" ? ElementType::Uint8 : ElementType::Float32;
            auto sum = sumOfRows(*split.rows[m], type, modality);
            if (!sum)
                return sum.error();
            fingerprint.addArray(split.name + "/" + modality.name, toText(type),
                withRows(split.size, modality.shape), sum.value());
        }
        if (split.labelMaps) {
            auto sum = sumOfLabelMaps(*split.labelMaps);
            if (!sum)
                return sum.error();
            fingerprint.addArray(
                split.name + "/labels", "int32", withRows(split.size, dataset.labelShape), sum.value());
        }
        fingerprint.addSplit(split);
    }
    return fingerprint.hex();
}

} // namespace modalscope
