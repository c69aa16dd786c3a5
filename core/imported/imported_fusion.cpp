#include "core/imported/imported_numbers.h"
#include "core/imported/logit_fusion.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kSameScores = 1e-4; // relative: logits come in single precision, or in half

bool isAlike(const ArrayD& a, const ArrayD& b)
{
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        largest = std::max(largest, std::abs(a.values[i]));
        difference = std::max(difference, std::abs(a.values[i] - b.values[i]));
    }
    return difference <= kSameScores * std::max(largest, 1e-12);
}

bool canFuse(const Predictions& said)
{
    return std::ranges::none_of(said.logits, [](const auto& one) { return one.values.empty(); });
}

bool gives(ImportedFusion rule, const Predictions& said)
{
    return canFuse(said) && givesProbabilities(rule) == said.fusedAreProbabilities
        && isAlike(said.fused, fuseStoredLogits(said.logits, said.presence, rule));
}

/// The rule that gives the fused scores of every split that has some.
std::optional<ImportedFusion> ruleOf(const ResultsFile& file)
{
    using enum ImportedFusion;
    for (const auto rule : {Mean, Sum, Entropy, EntropyProbabilities})
        if (std::ranges::all_of(file.splits, [rule](const auto& split) {
                return split.second.fused.values.empty() || gives(rule, split.second);
            }))
            return rule;
    return std::nullopt;
}

} // namespace

FusionFound findFusion(const ResultsFile& file, std::optional<ImportedFusion> asked)
{
    const bool hasFused = !file.splits.at("test").fused.values.empty();
    if (asked == ImportedFusion::File)
        asked.reset();
    if (!file.hasAllLogits())
        return {ImportedFusion::File, hasFused,
            hasFused ? "fused scores are those of the file; not every modality has logits, so that sets of "
                       "modalities and missing rates cannot be computed"
                     : "not every modality has logits, so that nothing is fused"};
    if (asked)
        return {*asked, false,
            "fused scores are computed here (" + labelOf(*asked) + ")"
                + (hasFused ? "; those of the file are not used" : "")};
    if (!hasFused)
        return {ImportedFusion::Mean, false, "the file has no fused scores: they are the mean of the logits"};
    if (const auto rule = ruleOf(file))
        return {*rule, true,
            "fused scores are those of the file; they are the " + labelOf(*rule)
                + " fusion of its logits, which is how sets of modalities are computed"};
    return {ImportedFusion::File, true,
        "fused scores are those of the file; no rule that is known gives them, so that sets of modalities "
        "and "
        "missing rates cannot be computed"};
}

void applyFusion(ResultsFile& file, const FusionFound& fusion)
{
    for (auto& [role, said] : file.splits) {
        if (fusion.isOfFile && !said.fused.values.empty())
            continue;
        said.fused = {};
        said.fusedAreProbabilities = false;
        if (role == "train" || fusion.rule == ImportedFusion::File || !canFuse(said))
            continue;
        said.fused = fuseStoredLogits(said.logits, said.presence, fusion.rule);
        said.fusedAreProbabilities = givesProbabilities(fusion.rule);
        for (auto& value : said.fused.values)
            value = double(float(value)); // what predictions.h5 keeps
    }
}

} // namespace modalscope
