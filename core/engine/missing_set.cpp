#include "core/engine/missing_set.h"

#include "core/base/random.h"
#include "core/base/text.h"

#include <algorithm>

namespace modalscope {
namespace {

PresenceMask maskOf(const PreparedRun& run, const MissingSet& set, const std::string& split)
{
    const auto samples = std::size_t(run.dataset->split(split)->size);
    PresenceMask mask(run.names.size(), std::vector<std::uint8_t>(samples, 0));
    for (const int m : set.present)
        mask[std::size_t(m)].assign(samples, 1);
    return mask;
}

Result<std::vector<int>> presentModalities(const PreparedRun& run, const std::vector<std::string>& names)
{
    const bool isEmpty = std::ranges::all_of(names, [](const auto& name) { return name.empty(); });
    if (isEmpty)
        return invalidInput("present: no modality is left to predict from; name at least one of "
            + joinText(run.names, ", "));
    std::vector<int> present;
    for (const auto& name : names) {
        const auto found = std::find(run.names.begin(), run.names.end(), name);
        if (found == run.names.end())
            return invalidInput("present: " + name + " is not a modality of this run; use some of "
                + joinText(run.names, ", "));
        const int index = int(found - run.names.begin());
        if (std::find(present.begin(), present.end(), index) != present.end())
            return invalidInput("present: " + name + " is named twice");
        present.push_back(index);
    }
    if (present.size() == run.names.size())
        return invalidInput("present: nothing is missing when " + joinText(names, ", ")
            + " are all there, and the run needs no adapters then; leave at least one out");
    std::sort(present.begin(), present.end());
    return present;
}

} // namespace

Result<MissingSet> missingSet(PreparedRun& run, const AdaptOptions& options)
{
    auto present = presentModalities(run, options.present);
    if (!present)
        return present.error();
    MissingSet set{std::move(present).value()};
    set.isSecret = options.input == MissingInput::Zero || options.input == MissingInput::Mean;
    if (options.input == MissingInput::Zero)
        run.means.clear();
    if (options.input == MissingInput::Mean) {
        run.experiment.missing.treatment = MissingTreatment::Mean; // of the data; the network is built
        if (auto fitted = fitMeans(run); !fitted)
            return fitted.error();
    }
    if (options.input == MissingInput::BranchOff) {
        std::vector<bool> off(run.names.size(), true);
        for (const int m : set.present)
            off[std::size_t(m)] = false;
        if (!run.method->switchBranchesOff(off))
            return invalidInput("input: this network has no branches to switch off; use as-trained, zero or "
                                "mean");
    }
    return set;
}

EvaluationInput inputOf(const PreparedRun& run, const MissingSet& set, const std::string& split)
{
    return {split, maskOf(run, set, split), set.isSecret};
}

Result<std::unique_ptr<BatchLoader>> trainLoaderOf(
    const PreparedRun& run, const MissingSet& set, const AdaptOptions& options)
{
    auto spec = loaderSpec(run, "train", maskOf(run, set, "train"));
    spec.keepsAbsenceSecret = set.isSecret;
    spec.batchSize = options.train.batchSize;
    spec.dropLast = options.train.dropLast;
    spec.shuffle = true;
    spec.seed = seedFor(options.seed, "shuffle");
    if (auto added = addAugmenter(spec, run, options.train, options.seed); !added)
        return added.error();
    return BatchLoader::make(std::move(spec));
}

} // namespace modalscope
