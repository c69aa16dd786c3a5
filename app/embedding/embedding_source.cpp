#include "app/embedding/embedding_source.h"

#include "core/analysis/sample_columns.h"
#include "core/base/file_stamp.h"
#include "core/config/json_options.h"
#include "core/data/dataset.h"
#include "core/io/dataset_mark.h"
#include "core/io/feature_file.h"
#include "core/store/epoch_features.h"
#include "core/store/feature_source.h"

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

/// features.h5 holds every k-th sample of train: their rows follow from the size of the split.
void spreadRows(FeatureSet& set, const SourceRequest& request)
{
    const auto* split = request.dataset ? request.dataset->split(request.source.split) : nullptr;
    const auto& source = request.source;
    const auto epochs = epochsWithFeatures(request.run->folder);
    const bool isKeptFile
        = std::ranges::find(epochs, source.epoch) == epochs.end() && source.split == "train";
    if (split != nullptr && isKeptFile && set.total > 0 && split->size > set.total) {
        const auto stride = (split->size + set.total - 1) / set.total;
        for (auto& row : set.rows)
            row *= stride;
    }
    if (split != nullptr)
        set.total = std::max(set.total, split->size);
    if (!set.rows.empty())
        set.total = std::max(set.total, set.rows.back() + 1);
}

bool hasRows(const Dataset* dataset, const std::string& splitName, const FeatureSet& set)
{
    const auto* split = dataset != nullptr ? dataset->split(splitName) : nullptr;
    return split != nullptr && !set.rows.empty() && set.rows.back() < split->size;
}

/// What the dataset says of the samples, else what the features alone say.
std::vector<ValueColumn> plainColumns(
    const Dataset* dataset, const std::string& splitName, const FeatureSet& set)
{
    return hasRows(dataset, splitName, set)
        ? sampleColumns(SampleFacts{.dataset = dataset, .split = splitName}, set.rows)
        : sampleColumns(set);
}

/// Names and classes that a run does not keep, from its dataset.
void nameSamples(FeatureSet& set, const Dataset& dataset, const std::string& splitName)
{
    const auto* split = dataset.split(splitName);
    if (!hasRows(&dataset, splitName, set))
        return;
    if (set.classNames.empty())
        set.classNames = dataset.classNames;
    for (const auto& column : split->columns)
        if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values);
            texts != nullptr && set.ids.empty() && (column.name == "id" || column.name == "ids"))
            for (const auto row : set.rows)
                set.ids.push_back((*texts)[std::size_t(row)]);
}

Result<EmbeddedSamples> readRun(const SourceRequest& request, const FeatureRequest& wanted)
{
    auto set = featuresOfRun(request.run->folder, wanted);
    if (!set)
        return set.error();
    spreadRows(set.value(), request);
    if (request.dataset)
        nameSamples(set.value(), *request.dataset, wanted.split);
    auto said = sampleColumnsOfRun(*request.run, request.dataset.get(), wanted.split, set.value().rows);
    auto columns = said ? std::move(said).value() // there are no predictions of train
                        : plainColumns(request.dataset.get(), wanted.split, set.value());
    return EmbeddedSamples{std::move(set).value(), std::move(columns), request.run->id(),
        request.run->origin.datasetFingerprint, wanted.split};
}

Result<EmbeddedSamples> readWhole(const SourceRequest& request)
{
    const auto& source = request.source;
    const FeatureRequest wanted{.split = source.split, .epoch = source.epoch, .mostRows = source.most};
    if (source.kind == EmbeddingKind::Run && request.run)
        return readRun(request, wanted);
    if (source.kind == EmbeddingKind::Dataset && request.dataset) {
        auto set = featuresOfDataset(*request.dataset, wanted);
        if (!set)
            return set.error();
        auto columns = plainColumns(request.dataset.get(), wanted.split, set.value());
        return EmbeddedSamples{
            std::move(set).value(), std::move(columns), {}, request.dataset->fingerprint, wanted.split};
    }
    if (source.kind == EmbeddingKind::File) {
        if (saysDataset(source.place))
            return invalidInput(
                source.place + ": is a dataset; open it as one, then choose it under \"Features\"");
        auto set = readFeatureFile(source.place, {.mostRows = source.most});
        if (!set)
            return set.error();
        auto columns = sampleColumns(set.value());
        return EmbeddedSamples{std::move(set).value(), std::move(columns), {}, "file:" + source.place, {}};
    }
    return invalidInput(source.place + ": is not there any more; choose another source");
}

} // namespace

std::span<const Choice<EmbeddingKind>> choices(EmbeddingKind)
{
    static constexpr std::array<Choice<EmbeddingKind>, 4> all{{
        {EmbeddingKind::None, "none", "nothing"},
        {EmbeddingKind::Run, "run", "run"},
        {EmbeddingKind::Dataset, "dataset", "dataset"},
        {EmbeddingKind::File, "file", "file"},
    }};
    return all;
}

std::string SourceRequest::key() const
{
    auto text = toJson(source).dump();
    if (dataset)
        text += dataset->fingerprint;
    if (source.kind == EmbeddingKind::File)
        if (const auto stamp = readFileStamp(source.place))
            text += std::to_string(stamp.value().inode) + "/" + std::to_string(stamp.value().size) + "/"
                + std::to_string(stamp.value().changed);
    if (run)
        text += run->folder.string();
    return text;
}

Result<std::shared_ptr<const EmbeddedSamples>> readEmbedding(const SourceRequest& request)
{
    auto samples = readWhole(request);
    if (!samples)
        return samples.error();
    if (samples.value().features.names.empty() || samples.value().features.samples() == 0)
        return invalidInput(samples.value().features.source + ": has no features to show");
    return std::make_shared<const EmbeddedSamples>(std::move(samples).value());
}

double bytesOf(const EmbeddedSamples& samples)
{
    double bytes = 0;
    for (const auto& array : samples.features.features)
        bytes += double(array.values.size()) * sizeof(float);
    return bytes + double(samples.columns.size() + 4) * double(samples.features.samples()) * 4;
}

} // namespace modalscope
