#include "core/io/dataset_labels.h"

#include "core/io/hdf5_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace modalscope {
namespace {

Result<std::vector<std::int64_t>> readInts(const Hdf5Dataset& dataset)
{
    const auto element = dataset.info().type.element;
    std::vector<std::byte> raw(std::size_t(dataset.rows() * dataset.rowSize()) * elementSize(element));
    std::vector<std::int64_t> values(std::size_t(dataset.rows() * dataset.rowSize()));
    if (auto read = dataset.readRows(0, dataset.rows(), raw); !read)
        return read.error();
    toInts(raw, element, values);
    return values;
}

Result<std::vector<double>> readDoubles(const Hdf5Dataset& dataset)
{
    const auto element = dataset.info().type.element;
    std::vector<std::byte> raw(std::size_t(dataset.rows() * dataset.rowSize()) * elementSize(element));
    std::vector<double> values(std::size_t(dataset.rows() * dataset.rowSize()));
    if (auto read = dataset.readRows(0, dataset.rows(), raw); !read)
        return read.error();
    toDoubles(raw, element, values);
    return values;
}

} // namespace

std::string atSample(std::int64_t sample)
{
    return " at sample " + std::to_string(sample) + " (counted from 0)";
}

Result<void> readClassLabels(const Hdf5Dataset& labels, const Dataset& dataset, Split& split)
{
    const auto values = readInts(labels);
    if (!values)
        return values.error();
    const auto classes = std::int64_t(dataset.classCount());
    for (std::size_t i = 0; i < values.value().size(); ++i) {
        const auto label = values.value()[i];
        if (label < 0 || label >= classes)
            return labels.error(ErrorKind::InvalidInput,
                "has the label " + std::to_string(label) + atSample(std::int64_t(i)) + "; class_names has "
                    + std::to_string(classes) + " classes, so labels are 0 to "
                    + std::to_string(classes - 1));
        split.classes.push_back(int(label));
    }
    const auto [least, most] = std::ranges::minmax(split.classes);
    if (split.name == "train" && least == most)
        return labels.error(ErrorKind::InvalidInput,
            "has one class only (" + dataset.classNames[std::size_t(least)]
                + "); classification needs two or more in train");
    return {};
}

Result<void> readTargets(const Hdf5Dataset& labels, Split& split)
{
    auto values = readDoubles(labels);
    if (!values)
        return values.error();
    const auto bad
        = std::ranges::find_if_not(values.value(), [](double value) { return std::isfinite(value); });
    if (bad != values.value().end())
        return labels.error(ErrorKind::InvalidInput,
            "has a value that is NaN or infinite"
                + atSample((bad - values.value().begin()) / labels.rowSize()) + "; clean the targets");
    split.targets.shape = {labels.rows(), labels.rowSize()};
    split.targets.values = std::move(values).value();
    return {};
}

Result<void> readPresence(const SplitLayout& layout, Split& split)
{
    split.presence.resize(layout.presence.size());
    std::vector<int> present(std::size_t(split.size), 0);
    for (std::size_t m = 0; m < layout.presence.size(); ++m) {
        if (!layout.presence[m]) {
            std::ranges::for_each(present, [](int& count) { ++count; });
            continue;
        }
        const auto values = readInts(*layout.presence[m]);
        if (!values)
            return values.error();
        for (std::size_t i = 0; i < values.value().size(); ++i) {
            const auto value = values.value()[i];
            if (value != 0 && value != 1)
                return layout.presence[m]->error(ErrorKind::InvalidInput,
                    "has the value " + std::to_string(value) + atSample(std::int64_t(i))
                        + "; it must be 1 = present or 0 = missing");
            split.presence[m].push_back(std::uint8_t(value));
            present[i] += int(value);
        }
    }
    if (const auto none = std::ranges::find(present, 0); none != present.end())
        return layout.labels->file().error(ErrorKind::InvalidInput, "/" + split.name,
            "has a sample without any modality" + atSample(none - present.begin()) + "; leave it out");
    return {};
}

Result<Column> readColumn(const std::string& name, const Hdf5Dataset& dataset)
{
    if (dataset.info().type.isText()) {
        auto texts = dataset.readTexts();
        if (!texts)
            return texts.error();
        return Column{name, std::move(texts).value()};
    }
    auto numbers = readDoubles(dataset);
    if (!numbers)
        return numbers.error();
    return Column{name, std::move(numbers).value()};
}

Result<void> checkLabelMaps(
    const Hdf5Dataset& labels, const Dataset& dataset, std::int64_t first, std::span<const float> values)
{
    const auto classes = float(dataset.classCount());
    const auto ignored = dataset.ignoreLabel ? float(*dataset.ignoreLabel) : -1e30f;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!(values[i] >= 0 && values[i] < classes) && values[i] != ignored)
            return labels.error(ErrorKind::InvalidInput,
                "has the label " + std::to_string(std::int64_t(values[i]))
                    + atSample(first + std::int64_t(i) / labels.rowSize()) + "; class_names has "
                    + std::to_string(dataset.classCount()) + " classes, so labels are 0 to "
                    + std::to_string(dataset.classCount() - 1)
                    + (dataset.ignoreLabel ? ", or the ignore_label " + std::to_string(*dataset.ignoreLabel)
                                           : "; set ignore_label where pixels should not count"));
    return {};
}

} // namespace modalscope
