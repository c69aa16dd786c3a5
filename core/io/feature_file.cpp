#include "core/io/feature_file.h"

#include "core/base/text.h"
#include "core/io/feature_arrays.h"
#include "core/io/feature_labels.h"
#include "core/io/npy.h"
#include "core/io/number_table.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::string_view kHdf5Magic = "\x89HDF\r\n\x1a\n";

std::string firstBytes(const ByteSource& source, std::size_t count)
{
    ByteCursor cursor(source, 0, source.size());
    return std::string(cursor.peek(count));
}

Result<FeatureSet> readCsv(const ByteSource& source, const FeatureFileOptions& options)
{
    const bool isOwnFile = options.labels.ends_with(".npy");
    auto table = readNumberTable(
        source, {options.arrays, isOwnFile ? std::string() : options.labels, options.mostRows, options.seed});
    if (!table)
        return table.error();
    FeatureSet set;
    set.names = {table.value().columns.size() == 1 ? table.value().columns.front() : "features"};
    set.features.push_back(std::move(table.value().numbers));
    set.rows = std::move(table.value().rows);
    set.total = table.value().total;
    set.ids = std::move(table.value().ids);
    if (isOwnFile)
        return set; // its labels come from there
    labelByText(table.value().labels, set);
    return set;
}

/// The arrays that are asked for, or all that have two axes and as many rows as the first of these.
Result<std::vector<std::string>> arraysToRead(const FeatureArrays& file, const FeatureFileOptions& options)
{
    if (!options.arrays.empty() || file.names().size() == 1)
        return options.arrays.empty() ? file.names() : options.arrays;
    std::vector<std::string> names;
    std::vector<std::string> sizes;
    std::int64_t rows = -1;
    bool agree = true;
    for (const auto& name : file.names()) {
        const auto shape = name == options.labels ? Result<Shape>(Shape()) : file.shapeOf(name);
        if (!shape || shape.value().size() < 2)
            continue; // labels, ids, and what is no array of numbers
        agree = agree && (rows < 0 || shape.value().front() == rows);
        rows = shape.value().front();
        names.push_back(name);
        sizes.push_back(name + " with " + std::to_string(rows) + " rows");
    }
    if (names.empty())
        return Error{ErrorKind::Format,
            "has no array with two axes or more, the first being the sample; it has "
                + printableText(joinText(file.names(), ", "))};
    if (!agree)
        return invalidInput("has arrays of different lengths, " + printableText(joinText(sizes, ", "))
            + "; name those of the same samples");
    return names;
}

Result<FeatureSet> readArrays(const FeatureArrays& file, const FeatureFileOptions& options)
{
    const auto names = arraysToRead(file, options);
    if (!names)
        return names.error();
    FeatureSet set;
    double bytes = 0;
    for (const auto& name : names.value()) {
        const auto shape = file.shapeOf(name);
        if (!shape)
            return shape.error();
        const auto rows = shape.value().empty() ? 1 : shape.value().front();
        if (set.names.empty()) {
            if (rows == 0)
                return Error{ErrorKind::Format, "array " + name + " has no rows"};
            set.total = rows;
            if (auto real = file.checkSize(name); !real)
                return real.error();
            set.rows = chosenRows(rows, options.mostRows, options.seed);
        } else if (rows != set.total) {
            return invalidInput("array " + name + " has " + std::to_string(rows) + " rows, "
                + set.names.front() + " has " + std::to_string(set.total)
                + "; name arrays of the same samples");
        }
        double values = double(set.rows.size());
        for (std::size_t axis = 1; axis < shape.value().size(); ++axis)
            values *= double(shape.value()[axis]);
        bytes += values * sizeof(float);
        if (bytes > kMostFeatureBytes)
            return invalidInput("holds " + sizeText(bytes) + " of numbers; at most "
                + sizeText(kMostFeatureBytes) + " are read: ask for fewer rows");
        auto features = file.features(name, set.rows);
        if (!features)
            return features.error();
        set.names.push_back(name);
        set.features.push_back(std::move(features).value());
    }
    const auto labels = options.labels.ends_with(".npy") ? std::string() : labelArray(file, options.labels);
    if (!labels.empty()) {
        const auto values = file.list(labels, set.rows);
        if (!values)
            return values.error();
        labelByNumber(values.value(), set);
    }
    return set;
}

Result<FeatureSet> readAny(const std::filesystem::path& path, const FeatureFileOptions& options)
{
    auto source = ByteSource::ofFile(path);
    if (!source)
        return source.error();
    const auto start = firstBytes(*source.value(), 10);
    const bool isArchive = start.starts_with("\x93NUMPY") || start.starts_with("PK")
        || start.starts_with(kHdf5Magic) || (start.size() == 10 && start[8] == '{');
    auto set = [&]() -> Result<FeatureSet> {
        if (!isArchive)
            return readCsv(*source.value(), options);
        auto arrays = FeatureArrays::open(path, source.value());
        return arrays ? readArrays(*arrays.value(), options) : arrays.error();
    }();
    if (set && options.labels.ends_with(".npy"))
        if (auto read = readLabelsNpy(options.labels, set.value()); !read)
            return read.error();
    return set;
}

} // namespace

bool isHdf5(const std::filesystem::path& path)
{
    const auto source = ByteSource::ofFile(path);
    return source && firstBytes(*source.value(), kHdf5Magic.size()) == kHdf5Magic;
}

Result<FeatureSet> readFeatureFile(const std::filesystem::path& path, const FeatureFileOptions& options)
{
    auto set = readAny(path, options);
    if (!set)
        return set.error().message.starts_with(path.string())
                || set.error().message.starts_with(options.labels + ":")
            ? set.error()
            : Error{set.error().kind, path.string() + ": " + set.error().message};
    set.value().source = path.filename().string();
    set.value().absent.assign(set.value().names.size(), 0);
    return set;
}

} // namespace modalscope
