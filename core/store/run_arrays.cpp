#include "core/store/run_arrays.h"

#include "core/base/atomic_file.h"
#include "core/io/hdf5_attribute.h"
#include "core/store/array_group.h"
#include "core/store/run_manifest.h"
#include "core/store/task_predictions.h"

#include <functional>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

/// One array per modality in a group of its own; empty ones are not written.
Result<void> writePerModality(const Hdf5File& file, const std::string& group,
    const std::vector<std::string>& modalities, const std::vector<ArrayD>& arrays)
{
    if (auto made = file.makeGroup(group); !made)
        return made;
    for (std::size_t m = 0; m < arrays.size(); ++m)
        if (!arrays[m].values.empty())
            if (auto written = writeScores(file, group + "/" + modalities[m], arrays[m]); !written)
                return written;
    return {};
}

Result<void> writeCommon(const Hdf5File& file, const std::string& group, const Predictions& predictions)
{
    if (auto made = file.makeGroup(group); !made)
        return made;
    const std::span<const std::string> names(predictions.modalities);
    if (auto written = writeAttribute(file, group, "modalities", names); !written)
        return written;
    return writeInts(file, group + "/labels", predictions.labels);
}

Result<void> writeSplitPredictions(
    const Hdf5File& file, const std::string& group, const Predictions& predictions)
{
    if (auto written = writeCommon(file, group, predictions); !written)
        return written;
    if (auto written = writePerModality(file, group + "/logits", predictions.modalities, predictions.logits);
        !written)
        return written;
    if (!predictions.fused.values.empty()) {
        if (auto written = writeScores(file, group + "/fused", predictions.fused); !written)
            return written;
        const int probabilities = predictions.fusedAreProbabilities ? 1 : 0;
        if (auto written = writeAttribute(file, group + "/fused", "probabilities", probabilities); !written)
            return written;
    }
    if (auto made = file.makeGroup(group + "/presence"); !made)
        return made;
    for (std::size_t m = 0; m < predictions.presence.size(); ++m) {
        const auto& present = predictions.presence[m];
        const auto path = group + "/presence/" + predictions.modalities[m];
        if (!present.empty())
            if (auto written = writeFlags(file, path, present); !written)
                return written;
    }
    return {};
}

Result<void> writeSplitFeatures(
    const Hdf5File& file, const std::string& group, const Predictions& predictions)
{
    if (auto written = writeCommon(file, group, predictions); !written)
        return written;
    return writePerModality(file, group + "/features", predictions.modalities, predictions.features);
}

using WriteSplit = std::function<Result<void>(const Hdf5File&, const std::string&, const Predictions&)>;

Result<void> writeSplits(
    const fs::path& path, const std::map<std::string, Predictions>& bySplit, const WriteSplit& writeSplit)
{
    return writeFileAtomically(path, [&](const fs::path& beside) -> Result<void> {
        auto file = Hdf5File::create(beside);
        if (!file)
            return file.error();
        for (const auto& [name, predictions] : bySplit)
            if (auto written = writeSplit(file.value(), "/" + name, predictions); !written)
                return written;
        return file.value().close();
    });
}

Result<Predictions> readSplitPredictions(const Hdf5File& file, const std::string& group)
{
    ArrayGroup reader(file, group);
    Predictions predictions;
    predictions.modalities = reader.texts("", "modalities");
    predictions.labels = reader.ints("/labels");
    const auto rows = std::int64_t(predictions.labels.size());
    for (const auto& name : predictions.modalities) {
        predictions.logits.push_back(
            reader.has("/logits", name) ? reader.scores("/logits/" + name, rows) : ArrayD());
        predictions.presence.push_back(reader.has("/presence", name) ? reader.flags("/presence/" + name, rows)
                                                                     : std::vector<std::uint8_t>());
    }
    if (reader.has("", "fused")) {
        predictions.fused = reader.scores("/fused", rows);
        predictions.fusedAreProbabilities = reader.number("/fused", "probabilities") != 0;
    }
    if (reader.error())
        return *reader.error();
    return predictions;
}

} // namespace

Result<void> writePredictions(const fs::path& path, const std::map<std::string, Predictions>& bySplit)
{
    return writeSplits(path, bySplit, writeSplitPredictions);
}

Result<void> writeFeatures(const fs::path& path, const std::map<std::string, Predictions>& bySplit)
{
    return writeSplits(path, bySplit, writeSplitFeatures);
}

Result<std::map<std::string, Predictions>> readPredictions(const fs::path& path)
{
    const auto task = taskOfPredictions(path);
    if (!task)
        return task.error();
    if (task.value() != Task::Classification)
        return invalidInput(path.string() + ": is of a " + toText(task.value())
            + " run, which has no scores of classes; choose a classification run");
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    const auto members = file.value().members("/");
    if (!members)
        return members.error();
    std::map<std::string, Predictions> bySplit;
    for (const auto& member : members.value()) {
        auto predictions = readSplitPredictions(file.value(), "/" + member.name);
        if (!predictions)
            return predictions.error();
        bySplit[member.name] = std::move(predictions).value();
    }
    return bySplit;
}

Result<void> readFeatures(const fs::path& path, std::map<std::string, Predictions>& bySplit)
{
    if (auto same = checkMarked(path); !same)
        return same;
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    for (auto& [name, predictions] : bySplit) {
        ArrayGroup reader(file.value(), "/" + name);
        if (reader.ints("/labels") != predictions.labels && !reader.error())
            return file.value().error(ErrorKind::Format, "/" + name,
                "has other labels than the predictions; the files are not of one run");
        std::vector<ArrayD> features;
        for (const auto& modality : predictions.modalities)
            features.push_back(reader.has("/features", modality)
                    ? reader.scores("/features/" + modality, std::int64_t(predictions.labels.size()))
                    : ArrayD());
        if (reader.error())
            return *reader.error();
        predictions.features = std::move(features);
    }
    return {};
}

} // namespace modalscope
