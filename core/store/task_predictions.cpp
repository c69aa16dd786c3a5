#include "core/store/task_predictions.h"

#include "core/io/hdf5_attribute.h"
#include "core/store/array_group.h"
#include "core/store/run_manifest.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr const char* kTask = "task";

} // namespace

TaskPredictionsWriter::TaskPredictionsWriter(
    Hdf5File file, const Dataset& dataset, std::vector<std::string> modalities)
    : m_file(std::move(file))
    , m_task(dataset.task)
    , m_sampleShape(dataset.labelShape)
    , m_isNarrow(dataset.classCount() <= 255)
    , m_modalities(std::move(modalities))
{ }

Result<TaskPredictionsWriter> TaskPredictionsWriter::create(
    const std::filesystem::path& path, const Dataset& dataset, const std::vector<std::string>& modalities)
{
    auto file = Hdf5File::create(path);
    if (!file)
        return file.error();
    if (auto written = writeAttribute(file.value(), "/", kTask, toText(dataset.task)); !written)
        return written.error();
    return TaskPredictionsWriter(std::move(file).value(), dataset, modalities);
}

Result<void> TaskPredictionsWriter::beginSplit(
    const Split& split, const std::vector<std::vector<std::uint8_t>>& presence)
{
    const auto group = "/" + split.name;
    for (const auto& name : {group, group + "/presence"})
        if (auto made = m_file.makeGroup(name); !made)
            return made;
    const std::span<const std::string> names(m_modalities);
    if (auto written = writeAttribute(m_file, group, "modalities", names); !written)
        return written;
    for (std::size_t m = 0; m < presence.size(); ++m)
        if (!presence[m].empty())
            if (auto written = writeFlags(m_file, group + "/presence/" + m_modalities[m], presence[m]);
                !written)
                return written;
    if (m_task == Task::Regression)
        if (auto written = writeScores(m_file, group + "/targets", split.targets); !written)
            return written;
    auto shape = m_sampleShape;
    shape.insert(shape.begin(), split.size);
    const auto type = m_task == Task::Regression ? ElementType::Float32
        : m_isNarrow                             ? ElementType::Uint8
                                                 : ElementType::Int16;
    auto dataset = Hdf5Dataset::create(m_file, group + "/predicted", type, shape, /*pack=*/true);
    if (!dataset)
        return dataset.error();
    m_predicted.clear();
    m_predicted.push_back(std::move(dataset).value());
    return {};
}

template <class T, class Value>
Result<void> TaskPredictionsWriter::writeAs(std::int64_t first, std::span<const Value> values)
{
    std::vector<T> stored(values.size());
    std::ranges::transform(values, stored.begin(), [](Value value) { return T(value); });
    const auto samples = std::int64_t(values.size()) / elementCount(m_sampleShape);
    return m_predicted.front().writeRows(first, samples, std::as_bytes(std::span(stored)));
}

Result<void> TaskPredictionsWriter::write(std::int64_t first, std::span<const std::int64_t> classes)
{
    return m_isNarrow ? writeAs<std::uint8_t>(first, classes) : writeAs<std::int16_t>(first, classes);
}

Result<void> TaskPredictionsWriter::write(std::int64_t first, std::span<const double> values)
{
    return writeAs<float>(first, values);
}

Result<void> TaskPredictionsWriter::close()
{
    m_predicted.clear();
    return m_file.close();
}

Result<Task> taskOfPredictions(const std::filesystem::path& path)
{
    if (auto same = checkMarked(path); !same)
        return same.error();
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    ArrayGroup root(file.value(), "");
    const auto said = root.texts("/", kTask);
    if (root.error())
        return *root.error();
    if (said.empty())
        return Task::Classification; // whose files do not say
    const auto task = fromText<Task>(said.front());
    if (!task)
        return file.value().error(ErrorKind::Format, "/", "is of an unknown task: " + said.front());
    return *task;
}

} // namespace modalscope
