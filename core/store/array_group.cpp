#include "core/store/array_group.h"

#include "core/io/hdf5_attribute.h"
#include "core/io/hdf5_dataset.h"

#include <algorithm>
#include <cstring>

namespace modalscope {
namespace {

template <class T>
Result<void> writeArray(const Hdf5File& file, const std::string& path, ElementType type, const Shape& shape,
    const std::vector<T>& values)
{
    const auto dataset = Hdf5Dataset::create(file, path, type, shape, /*pack=*/true);
    if (!dataset)
        return dataset.error();
    return dataset.value().writeRows(0, shape.front(), std::as_bytes(std::span(values)));
}

template <class T>
std::vector<T> valuesOf(const std::vector<std::byte>& raw)
{
    std::vector<T> values(raw.size() / sizeof(T));
    std::memcpy(values.data(), raw.data(), raw.size());
    return values;
}

} // namespace

Result<void> writeInts(const Hdf5File& file, const std::string& path, const std::vector<int>& values)
{
    return writeArray(file, path, ElementType::Int32, {std::int64_t(values.size())}, values);
}

Result<void> writeFlags(
    const Hdf5File& file, const std::string& path, const std::vector<std::uint8_t>& values)
{
    return writeArray(file, path, ElementType::Uint8, {std::int64_t(values.size())}, values);
}

Result<void> writeScores(const Hdf5File& file, const std::string& path, const ArrayD& scores)
{
    const std::vector<float> values(scores.values.begin(), scores.values.end());
    return writeArray(file, path, ElementType::Float32, scores.shape, values);
}

template <class T>
T ArrayGroup::keep(Result<T> result)
{
    if (result)
        return std::move(result).value();
    if (!m_error)
        m_error = result.error();
    return {};
}

std::vector<std::string> ArrayGroup::members(const std::string& folder)
{
    std::vector<std::string> names;
    for (const auto& member : keep(m_file.members(m_group + folder)))
        names.push_back(member.name);
    return names;
}

bool ArrayGroup::has(const std::string& folder, const std::string& name)
{
    const auto names = members(folder);
    return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> ArrayGroup::texts(const std::string& name, const std::string& attribute)
{
    const auto attributes = keep(readAttributes(m_file, m_group + name));
    const auto found = std::ranges::find(attributes, attribute, &Hdf5Attribute::name);
    return found == attributes.end() ? std::vector<std::string>() : found->texts;
}

double ArrayGroup::number(const std::string& name, const std::string& attribute)
{
    const auto attributes = keep(readAttributes(m_file, m_group + name));
    const auto found = std::ranges::find(attributes, attribute, &Hdf5Attribute::name);
    return found == attributes.end() || found->numbers.empty() ? 0 : found->numbers.front();
}

std::vector<int> ArrayGroup::ints(const std::string& name, std::int64_t rows)
{
    return valuesOf<int>(bytes(name, ElementType::Int32, 1, rows));
}

std::vector<std::uint8_t> ArrayGroup::flags(const std::string& name, std::int64_t rows)
{
    return valuesOf<std::uint8_t>(bytes(name, ElementType::Uint8, 1, rows));
}

ArrayD ArrayGroup::scores(const std::string& name, std::int64_t rows)
{
    const auto raw = bytes(name, ElementType::Float32, 2, rows);
    ArrayD array(m_error ? Shape{0} : m_shape);
    if (!m_error)
        toDoubles(raw, ElementType::Float32, array.values);
    return array;
}

std::vector<std::byte> ArrayGroup::bytes(
    const std::string& name, ElementType type, std::size_t rank, std::int64_t rows)
{
    const auto dataset = m_error ? Result<Hdf5Dataset>(*m_error) : Hdf5Dataset::open(m_file, m_group + name);
    auto good = dataset ? dataset.value().checkStorage() : Result<void>(dataset.error());
    if (good) {
        const auto& info = dataset.value().info();
        if (!info.type.isNumber() || info.type.element != type || info.shape.size() != rank
            || (rows >= 0 && info.shape.front() != rows))
            good = dataset.value().error(ErrorKind::Format, "is not what a run writes; the file is damaged");
    }
    std::vector<std::byte> raw;
    if (good) {
        m_shape = dataset.value().info().shape;
        raw.resize(std::size_t(elementCount(m_shape)) * elementSize(type));
        good = dataset.value().readRows(0, m_shape.front(), raw);
    }
    if (!good && !m_error)
        m_error = good.error();
    return good ? raw : std::vector<std::byte>();
}

} // namespace modalscope
