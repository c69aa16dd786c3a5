#include "core/analysis/missing_sweep.h"

#include "core/analysis/contribution.h"
#include "core/analysis/run_series.h"
#include "core/base/text.h"
#include "core/data/missing_mask.h"

#include <algorithm>
#include <limits>
#include <set>

namespace modalscope {
namespace {

/// Names of the rates that all runs have, by their value.
std::vector<std::pair<double, std::string>> commonRates(const std::vector<const StoredRun*>& runs)
{
    std::vector<std::pair<double, std::string>> common;
    if (runs.empty())
        return common;
    for (const auto& name : runs.front()->metrics.namesBelow("test/rates")) {
        const bool everywhere = std::all_of(runs.begin(), runs.end(),
            [&](const auto* run) { return run->metrics.has("test/rates/" + name + "/missing"); });
        const double rate = numberFromText(name);
        if (everywhere && rate >= 0)
            common.emplace_back(rate, name);
    }
    std::sort(common.begin(), common.end());
    return common;
}

/// Values of one seed over the rates; empty when it lacks one.
std::vector<double> curveOfSeed(const MissingCurve& curve, std::uint64_t seed)
{
    std::vector<double> values;
    for (const auto& numbers : curve.values)
        for (const auto& value : numbers.values)
            if (value.seed == seed)
                values.push_back(value.value);
    return values.size() == curve.rates.size() ? values : std::vector<double>();
}

MissingCurve makeCurve(const ComparedGroup& group, const std::string& metric)
{
    MissingCurve curve{.id = group.id, .label = group.label, .expected = group.expected};
    const auto runs = finishedRuns(group);
    if (runs.empty())
        return curve;
    curve.trainRate = runs.front()->experiment.missing.trainRate;
    for (const auto& [rate, name] : commonRates(runs)) {
        const auto path = "test/rates/" + name + "/";
        auto numbers = seedNumbersOf(group, path + metric);
        if (numbers.isEmpty())
            continue;
        curve.rates.push_back(rate);
        curve.values.push_back(std::move(numbers));
        curve.missing.push_back(seedNumbersOf(group, path + "missing").over.mean);
    }
    curve.area = measuredPerSeed(group, [&](const StoredRun& run) {
        const auto values = curveOfSeed(curve, run.experiment.seed);
        return values.empty() ? std::numeric_limits<double>::quiet_NaN()
                              : robustnessArea(curve.rates, values).relative;
    });
    return curve;
}

const MissingCurve* baselineOf(const MissingSweep& sweep, std::span<const ComparedGroup> groups,
    const MissingCurve& curve, const std::string& asked)
{
    const auto isLate = [&](const MissingCurve& other) {
        const auto group
            = std::find_if(groups.begin(), groups.end(), [&](const auto& one) { return one.id == other.id; });
        return group->runs.front()->experiment.method.kind == MethodKind::Late
            && other.trainRate == curve.trainRate;
    };
    for (const auto& other : sweep.curves)
        if (asked.empty() ? isLate(other) : other.id == asked)
            return &other;
    return nullptr;
}

void addEffective(MissingSweep& sweep, std::span<const ComparedGroup> groups, const std::string& asked)
{
    for (auto& curve : sweep.curves) {
        const auto* baseline = baselineOf(sweep, groups, curve, asked);
        if (baseline == nullptr || baseline == &curve || baseline->rates != curve.rates)
            continue;
        sweep.baseline = baseline->label;
        std::vector<SeedValue> values;
        for (const auto& area : curve.area.values) {
            const auto own = curveOfSeed(curve, area.seed);
            const auto other = curveOfSeed(*baseline, area.seed);
            if (!own.empty() && !other.empty())
                values.push_back({area.seed, area.runs, effectiveRobustness(curve.rates, own, other).mean});
        }
        curve.effective = seedNumbers(std::move(values));
    }
}

void addProtocolNotes(MissingSweep& sweep, std::span<const ComparedGroup> groups)
{
    std::set<std::string> protocols;
    std::size_t modalities = 0;
    for (const auto& curve : sweep.curves)
        for (const auto& group : groups)
            if (group.id == curve.id) {
                protocols.insert(toText(group.runs.front()->experiment.missing.protocol));
                modalities = std::max(modalities, modalitiesOf(*finishedRuns(group).front()).size());
            }
    sweep.isGcnet = protocols == std::set<std::string>{"gcnet"} && modalities > 1;
    if (protocols.size() > 1)
        sweep.notes.push_back("The runs hide cells in different ways ("
            + joinText(std::vector<std::string>(protocols.begin(), protocols.end()), ", ")
            + "): their curves cannot be compared.");
    if (!sweep.isGcnet)
        return;
    sweep.saturation = gcnetSaturation(int(modalities));
    sweep.notes.push_back("Published mask (gcnet): from rate " + fixedText(sweep.saturation, 2)
        + " on every sample keeps exactly one of " + std::to_string(modalities)
        + " modalities, so that higher rates are the same test.");
}

/// The curve of the reference's label that was trained like `curve`, else the reference.
const MissingCurve& referenceOf(
    const MissingSweep& sweep, const MissingCurve& curve, const MissingCurve& reference)
{
    if (curve.trainRate == reference.trainRate)
        return reference;
    const auto alike = std::find_if(sweep.curves.begin(), sweep.curves.end(), [&](const auto& other) {
        return other.label == reference.label && other.trainRate == curve.trainRate;
    });
    return alike == sweep.curves.end() ? reference : *alike;
}

MissingCurve curveOfDifferences(const MissingCurve& curve, const MissingCurve& reference)
{
    MissingCurve out{
        .id = curve.id, .label = curve.label, .trainRate = curve.trainRate, .expected = curve.expected};
    for (std::size_t r = 0; r < curve.rates.size(); ++r) {
        const auto at = std::find(reference.rates.begin(), reference.rates.end(), curve.rates[r]);
        if (at == reference.rates.end())
            continue;
        auto difference
            = seedDifference(curve.values[r], reference.values[std::size_t(at - reference.rates.begin())]);
        if (difference.values.empty()) // no seed on both sides
            continue;
        out.rates.push_back(curve.rates[r]);
        out.values.push_back(std::move(difference));
        out.missing.push_back(curve.missing[r]);
    }
    return out;
}

} // namespace

MissingSweep differencesTo(const MissingSweep& sweep, const std::string& reference)
{
    auto out = sweep;
    out.curves.clear();
    const auto found = std::find_if(
        sweep.curves.begin(), sweep.curves.end(), [&](const auto& curve) { return curve.id == reference; });
    if (found == sweep.curves.end()) {
        out.notes.emplace_back("The method to compare with was not tested at other rates.");
        return out;
    }
    out.reference = found->label;
    std::vector<std::string> unpaired, trainedOtherwise;
    for (const auto& curve : sweep.curves) {
        const auto& own = referenceOf(sweep, curve, *found);
        if (&own == &curve)
            continue;
        auto difference = curveOfDifferences(curve, own);
        if (difference.rates.empty()) {
            unpaired.push_back(curve.label);
            continue;
        }
        if (own.trainRate != curve.trainRate)
            trainedOtherwise.push_back(curve.label);
        out.curves.push_back(std::move(difference));
    }
    if (!unpaired.empty())
        out.notes.push_back(
            "No seed at a rate in common with " + found->label + ": " + joinText(unpaired, ", ") + ".");
    if (!trainedOtherwise.empty())
        out.notes.push_back(found->label + " was trained at rate " + numberText(found->trainRate)
            + ", unlike what it is compared with: " + joinText(trainedOtherwise, ", ") + ".");
    return out;
}

MissingSweep missingSweep(std::span<const ComparedGroup> groups, const MissingSweepOptions& options)
{
    MissingSweep sweep;
    sweep.metric = options.metric;
    std::vector<std::string> without;
    for (const auto& group : groups) {
        auto curve = makeCurve(group, options.metric);
        if (!curve.rates.empty())
            sweep.curves.push_back(std::move(curve));
        else if (!finishedRuns(group).empty())
            without.push_back(group.label);
    }
    addEffective(sweep, groups, options.baseline);
    addProtocolNotes(sweep, groups);
    const bool isShort = std::any_of(sweep.curves.begin(), sweep.curves.end(),
        [](const auto& curve) { return curve.values.front().over.n < curve.expected; });
    if (isShort)
        sweep.notes.push_back("Some seeds have not finished: their curves say n of N.");
    if (!without.empty())
        sweep.notes.push_back("Not tested at other rates: " + joinText(without, ", ") + ".");
    return sweep;
}

} // namespace modalscope
