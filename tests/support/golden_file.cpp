#include "tests/support/golden_file.h"

#include "core/io/hdf5_dataset.h"

#include <algorithm>
#include <stdexcept>

namespace modalscope {
namespace {

template <class T>
T orThrow(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(result).value();
}

template <class T>
void readAs(const Hdf5Dataset& dataset, std::vector<double>& out)
{
    std::vector<T> values(out.size());
    const auto done = dataset.readRows(0, dataset.rows(), std::as_writable_bytes(std::span(values)));
    if (!done)
        throw std::runtime_error(done.error().message);
    std::copy(values.begin(), values.end(), out.begin());
}

} // namespace

struct GoldenFile::Open {
    Hdf5File file;
};

GoldenFile::GoldenFile(const std::string& path)
    : m_open(std::make_unique<Open>(Open{orThrow(Hdf5File::open(path))}))
{ }

GoldenFile::~GoldenFile() = default;

std::vector<std::string> GoldenFile::names(const std::string& group) const
{
    std::vector<std::string> names;
    for (const auto& member : orThrow(m_open->file.members(group)))
        names.push_back(member.name);
    std::sort(names.begin(), names.end());
    return names;
}

bool GoldenFile::has(const std::string& group, const std::string& name) const
{
    const auto all = names(group);
    return std::binary_search(all.begin(), all.end(), name);
}

ArrayD GoldenFile::read(const std::string& path) const
{
    const auto dataset = orThrow(Hdf5Dataset::open(m_open->file, path));
    ArrayD array(dataset.info().shape);
    switch (dataset.info().type.element) {
    case ElementType::Float64:
        readAs<double>(dataset, array.values);
        break;
    case ElementType::Int64:
        readAs<std::int64_t>(dataset, array.values);
        break;
    case ElementType::Uint8:
        readAs<std::uint8_t>(dataset, array.values);
        break;
    default:
        throw std::runtime_error(path + " has an element type that no golden file uses");
    }
    return array;
}

} // namespace modalscope
