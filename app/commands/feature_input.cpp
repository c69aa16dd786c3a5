#include "app/commands/feature_input.h"

#include "app/commands/guarded_read.h"
#include "core/base/text.h"
#include "core/io/dataset_mark.h"
#include "core/io/feature_file.h"
#include "core/store/feature_source.h"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

/// Whether an HDF5 file says that it is a dataset; paths inside it ("/test/image") are read as plain arrays.
bool isDatasetFile(const FeatureInput& input)
{
    const bool namesPath = std::ranges::any_of(
        input.modalities, [](const auto& name) { return name.find('/') != std::string::npos; });
    return !namesPath && saysDataset(input.path);
}

Result<FeatureSet> readWhatIsThere(const FeatureInput& input, const RunContext& context)
{
    const FeatureRequest request{input.split, input.modalities, input.epoch, input.rows, input.seed};
    std::error_code code;
    if (std::filesystem::is_directory(input.path, code)) {
        if (!input.labels.empty())
            return invalidInput("--labels: a run has labels of its own");
        return featuresOfRun(input.path, request);
    }
    if (input.epoch != 0)
        return invalidInput("--epoch: " + input.path + " is no folder of a run, and has no epochs");
    if (isDatasetFile(input)) {
        const auto dataset = readDatasetGuarded(input.path, context);
        if (!dataset)
            return dataset.error();
        if (!input.labels.empty())
            return invalidInput("--labels: a dataset has labels of its own");
        return featuresOfDataset(*dataset.value(), request);
    }
    return readFeatureFile(input.path, {input.modalities, input.labels, input.rows, input.seed});
}

} // namespace

void FeatureInput::addOptions(CLI::App& command)
{
    command.add_option("--split", split, "of a run or a dataset")->capture_default_str();
    command
        .add_option("--modalities", modalities,
            "a,b; of files: arrays, paths of HDF5 datasets, columns of CSV; default: all")
        ->delimiter(',');
    command.add_option("--epoch", epoch, "of a run, counted from 1; default: the kept epoch")
        ->check(CLI::Range(1, 1000000));
    command.add_option("--labels", labels,
        "of files: array or column of labels, or an .npy file of them; default: labels, label or y");
    command.add_option("--rows", rows, "read at most so many samples, drawn at random; 0 = all")
        ->check(CLI::Range(0, 100000000))
        ->capture_default_str();
}

Result<FeatureSet> readFeatures(const FeatureInput& input, const RunContext& context)
{
    auto set = readWhatIsThere(input, context);
    if (set && set.value().samples() < set.value().total)
        std::fprintf(stderr,
            "note: %lld of %lld samples, drawn at random with seed %llu; --rows 0 reads all\n",
            static_cast<long long>(set.value().samples()), static_cast<long long>(set.value().total),
            static_cast<unsigned long long>(input.seed));
    for (std::size_t i = 0; set && i < set.value().names.size(); ++i)
        if (set.value().absent[i] > 0)
            std::fprintf(stderr, "note: %lld samples lack %s and are left out there\n",
                static_cast<long long>(set.value().absent[i]), printableText(set.value().names[i]).c_str());
    return set;
}

} // namespace modalscope
