#include "core/io/dataset_header.h"

#include "core/base/text.h"
#include "core/io/hdf5_attribute.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace modalscope {
namespace {

/// The root attributes, and sentences about them.
class Root {
public:
    Root(const Hdf5File& file, std::vector<Hdf5Attribute> attributes)
        : m_file(file)
        , m_attributes(std::move(attributes))
    { }

    const std::vector<Hdf5Attribute>& all() const { return m_attributes; }

    const Hdf5Attribute* find(const std::string& name) const
    {
        const auto found = std::ranges::find(m_attributes, name, &Hdf5Attribute::name);
        return found == m_attributes.end() ? nullptr : &*found;
    }

    Error wrong(const std::string& name, const std::string& what) const
    {
        return m_file.error(ErrorKind::InvalidInput, "the root attribute " + name, what);
    }

    /// `example`: how it could look in Python.
    Result<std::vector<std::string>> texts(const std::string& name, const std::string& example) const
    {
        const auto* attribute = find(name);
        if (attribute == nullptr)
            return wrong(name, "is missing; write f.attrs[\"" + name + "\"] = " + example);
        if (attribute->texts.empty())
            return wrong(name, "is empty; write f.attrs[\"" + name + "\"] = " + example);
        return attribute->texts;
    }

private:
    const Hdf5File& m_file;
    std::vector<Hdf5Attribute> m_attributes;
};

Result<void> readModalities(const Root& root, Dataset& dataset)
{
    const auto names = root.texts("modalities", "[\"audio\", \"image\"]");
    if (!names)
        return names.error();
    for (const auto& name : names.value()) {
        if (const auto problem = modalityNameProblem(name); !problem.empty())
            return root.wrong("modalities", "is not usable: " + problem);
        if (dataset.modality(name) != nullptr)
            return root.wrong("modalities", "lists " + name + " twice");
        Modality modality;
        modality.name = name;
        dataset.modalities.push_back(std::move(modality));
    }
    return {};
}

Result<void> readClasses(const Root& root, Dataset& dataset)
{
    if (dataset.task == Task::Regression && root.find("class_names") == nullptr)
        return {};
    const auto names = root.texts("class_names", "[\"cat\", \"dog\"]");
    if (!names)
        return names.error();
    dataset.classNames = names.value();
    if (dataset.task != Task::Regression && dataset.classNames.size() < 2)
        return root.wrong("class_names",
            "has one class only; " + toText(dataset.task) + " needs two or more"
                + (dataset.task == Task::Segmentation ? ", the background is one" : ""));
    if (dataset.classNames.size() > 1'000'000)
        return root.wrong("class_names", "has more than a million classes");
    return {};
}

Result<void> readIgnoreLabel(const Root& root, Dataset& dataset)
{
    const auto* attribute = root.find("ignore_label");
    if (attribute == nullptr)
        return {};
    const auto& numbers = attribute->numbers;
    if (numbers.size() != 1 || numbers[0] != std::floor(numbers[0]) || std::abs(numbers[0]) > 1e9)
        return root.wrong("ignore_label", "must be one whole number");
    dataset.ignoreLabel = int(numbers[0]);
    return {};
}

} // namespace

Result<Dataset> readHeader(const Hdf5File& file)
{
    auto attributes = readAttributes(file, "/");
    if (!attributes)
        return attributes.error();
    const Root root(file, std::move(attributes).value());
    Dataset dataset;
    const auto task = root.texts("task", "\"classification\"");
    if (!task)
        return task.error();
    const auto known = fromText<Task>(task.value().front());
    if (!known)
        return root.wrong(
            "task", "is \"" + task.value().front() + "\"; it must be one of " + choiceList<Task>());
    dataset.task = *known;
    const auto name = root.texts("name", "\"my data\"");
    if (!name)
        return name.error();
    dataset.name = name.value().front();
    for (const auto read : {readModalities, readClasses, readIgnoreLabel})
        if (auto good = read(root, dataset); !good)
            return good.error();
    static const std::set<std::string> own{"name", "task", "modalities", "class_names", "ignore_label"};
    for (const auto& attribute : root.all())
        if (!own.contains(attribute.name))
            dataset.attributes[attribute.name] = joinText(attribute.texts, ", ");
    return dataset;
}

} // namespace modalscope
