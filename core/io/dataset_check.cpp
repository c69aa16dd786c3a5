#include "core/io/dataset_check.h"

#include "core/base/text.h"
#include "core/io/dataset_header.h"
#include "core/io/hdf5_attribute.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kMostRowBytes = 1e9;
constexpr std::int64_t kCacheBytes = 16
    << 20; // per chunked dataset: a row is often read beside its neighbours

/// `value_scale` and `value_offset`, or the usual ones of the type.
Result<void> readScale(const Hdf5Dataset& dataset, Modality& modality)
{
    const auto attributes = readAttributes(dataset.file(), dataset.path());
    if (!attributes)
        return attributes.error();
    const auto find = [&](const char* name) -> const Hdf5Attribute* {
        const auto found = std::ranges::find(attributes.value(), name, &Hdf5Attribute::name);
        return found == attributes.value().end() ? nullptr : &*found;
    };
    const auto* scale = find("value_scale");
    const auto* offset = find("value_offset");
    for (const auto* given : {scale, offset})
        if (given != nullptr && (given->numbers.size() != 1 || !std::isfinite(given->numbers[0])))
            return dataset.error(ErrorKind::InvalidInput,
                "has an attribute " + given->name + " that is not one finite number");
    modality.scale = usualScale(dataset.info().type.element);
    if (scale != nullptr || offset != nullptr)
        modality.scale = scale != nullptr ? scale->numbers[0] : 1;
    modality.offset = offset != nullptr ? offset->numbers[0] : 0;
    if (modality.scale == 0)
        return dataset.error(ErrorKind::InvalidInput, "has value_scale 0, which makes every value the same");
    return {};
}

Result<Modality> describeModality(const Hdf5Dataset& dataset, const std::string& name)
{
    const auto& info = dataset.info();
    if (!info.type.isNumber())
        return dataset.error(
            ErrorKind::Format, "holds " + info.type.name + "; a modality is made of numbers");
    const auto kind = kindFromRank(int(info.shape.size()));
    if (!kind)
        return dataset.error(ErrorKind::Shape, kind.error().message);
    Modality modality;
    modality.name = name;
    modality.kind = kind.value();
    modality.shape.assign(info.shape.begin() + 1, info.shape.end());
    modality.stored = info.type.name;
    if (std::ranges::find(modality.shape, 0) != modality.shape.end())
        return dataset.error(
            ErrorKind::Shape, "has the shape " + sizesText(info.shape) + ", samples without any value");
    if (valuesClaimed(modality.shape) * sizeof(float) > kMostRowBytes)
        return dataset.error(
            ErrorKind::Shape, "has the shape " + sizesText(info.shape) + ": one sample takes more than 1 GB");
    if (auto read = readScale(dataset, modality); !read)
        return read.error();
    return modality;
}

class LayoutReader {
public:
    LayoutReader(const Hdf5File& file, DatasetLayout& layout)
        : m_file(file)
        , m_layout(layout)
    { }

    Result<void> readSplit(const std::string& name)
    {
        const auto members = m_file.members("/" + name);
        if (!members)
            return members.error();
        SplitLayout split;
        split.name = name;
        if (auto read = readLabels(members.value(), split); !read)
            return read;
        for (std::size_t m = 0; m < m_layout.dataset.modalities.size(); ++m)
            if (auto read = readModality(members.value(), m, split); !read)
                return read;
        split.presence.resize(split.modalities.size());
        for (const auto& member : members.value())
            if (auto read = readFurther(member, split); !read)
                return read;
        m_layout.splits.push_back(std::move(split));
        return {};
    }

private:
    Result<Hdf5Dataset> open(
        const std::vector<Hdf5Member>& members, const SplitLayout& split, const std::string& name)
    {
        const auto path = "/" + split.name + "/" + name;
        const auto found = std::ranges::find(members, name, &Hdf5Member::name);
        if (found == members.end())
            return m_file.error(
                ErrorKind::Format, path, "is missing; every split needs labels and every modality");
        if (found->kind != Hdf5MemberKind::Dataset)
            return m_file.error(ErrorKind::Format, path, "is not a dataset in this file");
        auto dataset = Hdf5Dataset::open(m_file, path, kCacheBytes);
        if (!dataset)
            return dataset;
        if (auto checked = dataset.value().checkStorage(); !checked)
            return checked.error();
        return dataset;
    }

    Result<void> readLabels(const std::vector<Hdf5Member>& members, SplitLayout& split)
    {
        auto labels = open(members, split, "labels");
        if (!labels)
            return labels.error();
        const auto& info = labels.value().info();
        const auto rank = info.shape.size();
        const bool isWhole = info.type.kind == Hdf5Type::Kind::Integer;
        const auto task = m_layout.dataset.task;
        const auto found = " but " + info.type.name + " of shape " + sizesText(info.shape);
        if (task == Task::Classification && !(isWhole && rank == 1))
            return labels.value().error(ErrorKind::InvalidInput, "must be whole numbers [sample]," + found);
        if (task == Task::Segmentation && !(isWhole && rank == 3))
            return labels.value().error(
                ErrorKind::InvalidInput, "must be whole numbers [sample, row, column]," + found);
        if (task == Task::Regression && !(info.type.isNumber() && (rank == 1 || rank == 2)))
            return labels.value().error(
                ErrorKind::InvalidInput, "must be numbers [sample] or [sample, target]," + found);
        split.size = info.shape.front();
        if (split.size == 0)
            return m_file.error(
                ErrorKind::InvalidInput, "/" + split.name, "has no samples; fill it or remove the group");
        Shape shape(info.shape.begin() + 1, info.shape.end());
        if (task == Task::Regression && shape.empty())
            shape = {1};
        if (task != Task::Classification && std::ranges::find(shape, 0) != shape.end())
            return labels.value().error(
                ErrorKind::Shape, "has the shape " + sizesText(info.shape) + ", samples without any value");
        if (!m_layout.splits.empty() && shape != m_layout.dataset.labelShape)
            return labels.value().error(ErrorKind::Shape,
                "has samples of shape " + sizesText(shape) + ", those of " + m_layout.splits.front().name
                    + " have " + sizesText(m_layout.dataset.labelShape));
        m_layout.dataset.labelShape = shape;
        if (task == Task::Segmentation)
            m_layout.floatBytes += std::int64_t(valuesClaimed(info.shape)) * std::int64_t(sizeof(float));
        split.labels = std::move(labels).value();
        return {};
    }

    Result<void> checkLength(const Hdf5Dataset& dataset, const SplitLayout& split) const
    {
        if (dataset.info().shape.empty() || dataset.rows() != split.size)
            return dataset.error(ErrorKind::Shape,
                "has " + std::to_string(dataset.rows()) + " rows but labels has " + std::to_string(split.size)
                    + "; write one row per sample");
        return {};
    }

    Result<void> readModality(const std::vector<Hdf5Member>& members, std::size_t index, SplitLayout& split)
    {
        auto& known = m_layout.dataset.modalities[index];
        auto dataset = open(members, split, known.name);
        if (!dataset)
            return dataset.error();
        const auto modality = describeModality(dataset.value(), known.name);
        if (!modality)
            return modality.error();
        if (auto checked = checkLength(dataset.value(), split); !checked)
            return checked;
        if (m_layout.splits.empty())
            known = modality.value();
        const auto& now = modality.value();
        const auto& first = m_layout.splits.empty() ? split.name : m_layout.splits.front().name;
        if (now.shape != known.shape || now.kind != known.kind)
            return dataset.value().error(ErrorKind::Shape,
                "has samples of shape " + sizesText(now.shape) + ", those of " + first + " have "
                    + sizesText(known.shape));
        if (now.scale != known.scale || now.offset != known.offset)
            return dataset.value().error(ErrorKind::InvalidInput,
                "is scaled otherwise than in " + first
                    + "; use one type, value_scale and value_offset in every split");
        m_layout.floatBytes
            += std::int64_t(valuesClaimed(dataset.value().info().shape)) * std::int64_t(sizeof(float));
        split.modalities.push_back(std::move(dataset).value());
        return {};
    }

    /// Everything that is neither labels nor a modality: presence, columns, and what cannot be used.
    Result<void> readFurther(const Hdf5Member& member, SplitLayout& split)
    {
        if (member.name == "labels" || m_layout.dataset.modality(member.name) != nullptr)
            return {};
        const auto path = "/" + split.name + "/" + member.name;
        if (member.kind != Hdf5MemberKind::Dataset) {
            m_layout.dataset.warnings.push_back(path + " is not a dataset in this file; it was left out");
            return {};
        }
        auto dataset = Hdf5Dataset::open(m_file, path);
        if (!dataset)
            return dataset.error();
        const auto& info = dataset.value().info();
        const int present = member.name.starts_with("present_")
            ? m_layout.dataset.modalityIndex(member.name.substr(8))
            : -1;
        if (present >= 0) {
            if (auto checked = checkPresence(dataset.value(), split); !checked)
                return checked;
            split.presence[std::size_t(present)] = std::move(dataset).value();
            return {};
        }
        if (info.shape.size() != 1 || info.shape.front() != split.size
            || (!info.type.isNumber() && !info.type.isText())) {
            m_layout.dataset.warnings.push_back(path + " is " + info.type.name + " of shape "
                + sizesText(info.shape) + ", neither a listed modality nor a column; it was left out");
            return {};
        }
        if (auto checked = dataset.value().checkStorage(); !checked)
            return checked;
        split.columns.emplace_back(member.name, std::move(dataset).value());
        return {};
    }

    Result<void> checkPresence(const Hdf5Dataset& dataset, const SplitLayout& split) const
    {
        if (auto checked = dataset.checkStorage(); !checked)
            return checked;
        if (auto checked = checkLength(dataset, split); !checked)
            return checked;
        if (dataset.info().type.kind != Hdf5Type::Kind::Integer || dataset.info().shape.size() != 1)
            return dataset.error(
                ErrorKind::InvalidInput, "must be whole numbers [sample], 1 = present and 0 = missing");
        return {};
    }

    const Hdf5File& m_file;
    DatasetLayout& m_layout;
};

} // namespace

Result<DatasetLayout> readLayout(const Hdf5File& file)
{
    DatasetLayout layout;
    auto header = readHeader(file);
    if (!header)
        return header.error();
    layout.dataset = std::move(header).value();
    const auto members = file.members("/");
    if (!members)
        return members.error();
    std::vector<std::string> names;
    for (const auto& member : members.value())
        if (member.kind == Hdf5MemberKind::Group)
            names.push_back(member.name);
        else
            layout.dataset.warnings.push_back(
                "/" + member.name + " is not a group with a split; it was left out");
    static constexpr std::array usual{"train", "valid", "test"};
    const auto place = [](const std::string& name) { return std::ranges::find(usual, name) - usual.begin(); };
    std::ranges::stable_sort(names, {}, place);
    if (names.empty() || names.front() != "train")
        return file.error(
            ErrorKind::InvalidInput, "", "has no group /train; a dataset file has one group per split");
    LayoutReader reader(file, layout);
    for (const auto& name : names)
        if (auto read = reader.readSplit(name); !read)
            return read.error();
    return layout;
}

} // namespace modalscope
