#include "app/pages/prediction_maker.h"

#include "app/pages/chosen_runs.h"
#include "core/analysis/calibration_report.h"
#include "core/experiment/ablation_study.h"
#include "core/figure/figure_notes.h"
#include "core/figure/fusion_trust_figure.h"
#include "core/figure/reliability_figure.h"
#include "core/figure/valuation_figure.h"
#include "core/store/run_arrays.h"
#include "core/store/run_conditions.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kMostPooled = 30; // runs: their logits are in memory together

std::vector<int> fusedClasses(const Predictions& said)
{
    std::vector<int> classes;
    for (std::int64_t i = 0; i < said.fused.rows(); ++i) {
        const auto row = said.fused.row(i);
        classes.push_back(int(std::max_element(row.begin(), row.end()) - row.begin()));
    }
    return classes;
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

void appendRows(ArrayD& to, const ArrayD& from)
{
    if (from.values.empty())
        return;
    append(to.values, from.values);
    to.shape.front() += from.shape.front();
}

/// Whether the samples of `next` can stand behind those of `first`.
bool canFollow(const Predictions& first, const Predictions& next)
{
    const auto isLike
        = [](const ArrayD& a, const ArrayD& b) { return a.rowSize() == b.rowSize() && a.rows() == b.rows(); };
    return first.labels.size() == next.labels.size() && first.modalities == next.modalities
        && first.fusedAreProbabilities == next.fusedAreProbabilities && isLike(first.fused, next.fused)
        && std::ranges::equal(first.logits, next.logits, isLike);
}

Predictions pooled(const std::vector<Predictions>& runs)
{
    auto all = runs.front();
    all.features.clear();
    const auto presenceOf = [](const Predictions& run, std::size_t m) {
        return m < run.presence.size() && !run.presence[m].empty()
            ? run.presence[m]
            : std::vector<std::uint8_t>(run.labels.size(), 1);
    };
    all.presence.assign(all.modalities.size(), {});
    for (std::size_t m = 0; m < all.modalities.size(); ++m)
        for (const auto& run : runs)
            append(all.presence[m], presenceOf(run, m));
    for (std::size_t i = 1; i < runs.size(); ++i) {
        append(all.labels, runs[i].labels);
        appendRows(all.fused, runs[i].fused);
        for (std::size_t m = 0; m < all.logits.size(); ++m)
            appendRows(all.logits[m], runs[i].logits[m]);
    }
    return all;
}

/// Adds the samples of one more run.
void appendContribution(SampleContribution& all, const SampleContribution& next)
{
    append(all.values, next.values);
    for (std::size_t m = 0; m < all.sums.size(); ++m)
        all.sums[m] += next.sums[m];
    all.counted += next.counted;
    for (const auto& note : next.notes)
        if (std::ranges::find(all.notes, note) == all.notes.end())
            all.notes.push_back(note);
}

PredictionSource sourceOf(const PredictionRequest& request, const std::vector<StoredRun>& runs)
{
    std::vector<const StoredRun*> members;
    PredictionSource source;
    for (const auto& run : runs) {
        members.push_back(&run);
        source.runs.push_back(run.id());
    }
    source.label = variantTitle(runs.front().experiment.method) + ", " + seedsSaid(runs);
    source.split = request.split;
    const auto left = request.leftOut + int(request.runs.size() - runs.size());
    source.conditions = (runs.size() > 1 || left > 0 ? poolingText(runs, left) + "; " : std::string())
        + conditionsText(runGroups(members));
    source.command = "compare page";
    return source;
}

/// The predictions of each run on the split; leaves out runs whose samples are not those of the first.
std::vector<Predictions> readAll(const PredictionRequest& request, PredictionResult& made)
{
    std::vector<Predictions> all;
    for (const auto& run : std::span(request.runs).first(std::min(request.runs.size(), kMostPooled))) {
        auto read = readPredictions(RunFolder(run.folder).file("predictions.h5"));
        if (!read && all.empty())
            made.figure.note = read.error().message;
        if (!read)
            continue;
        if (made.splits.empty())
            for (const auto& [name, said] : read.value())
                made.splits.push_back(name);
        const auto found = read.value().find(request.split);
        if (found == read.value().end())
            made.figure.note = "This run has no predictions of " + request.split + ".";
        else if (all.empty() || canFollow(all.front(), found->second)) {
            all.push_back(std::move(found->second));
            made.runs.push_back(run);
        }
    }
    return all;
}

/// Of one run; empty and with a note where it was not tested so.
SampleContribution contributionOf(const StoredRun& run, const std::string& split, std::span<const int> labels)
{
    const auto conditions = readConditions(RunFolder(run.folder).file("conditions.h5"));
    if (conditions)
        return sampleContribution(conditions.value(), split, labels);
    SampleContribution none;
    none.notes.emplace_back("Seed " + std::to_string(run.experiment.seed)
        + " was not tested with every set of modalities; train it with evaluate.subsets all.");
    return none;
}

void addValuation(PredictionResult& made, const PredictionRequest& request)
{
    const auto samples = std::size_t(made.samples);
    for (std::size_t i = 0; i < made.runs.size(); ++i) {
        auto one = contributionOf(
            made.runs[i], request.split, std::span(made.labels).subspan(i * samples, samples));
        if (i == 0) {
            made.valuation = std::move(one);
        } else if (!made.valuation.isEmpty()) {
            const auto& first = made.valuation.modalities;
            if (one.modalities != first
                || one.values.size() != samples) { // places of the next runs stay right
                one.sums.assign(first.size(), 0.0);
                one.counted = 0;
                one.values.assign(samples, std::vector<double>(first.size(), kNoValue));
            }
            appendContribution(made.valuation, one);
        }
    }
    made.figure = valuationFigure(made.valuation, sourceOf(request, made.runs));
}

} // namespace

std::pair<const StoredRun*, std::int64_t> PredictionResult::sampleAt(std::int64_t pooled) const
{
    const auto run = std::size_t(samples > 0 ? pooled / samples : 0);
    return {run < runs.size() ? &runs[run] : nullptr, samples > 0 ? pooled % samples : pooled};
}

PredictionResult makePredictionFigure(const PredictionRequest& request)
{
    PredictionResult made;
    made.split = request.split;
    const auto read = readAll(request, made);
    if (read.empty())
        return made;
    made.figure.note.clear();
    made.samples = std::int64_t(read.front().labels.size());
    for (const auto& run : read) {
        append(made.labels, run.labels);
        append(made.predicted, fusedClasses(run));
    }
    const auto source = sourceOf(request, made.runs);
    if (request.chart == PredictionChart::Calibration) {
        std::vector<const Predictions*> each;
        for (const auto& run : read)
            each.push_back(&run);
        made.figure = reliabilityFigure(calibrationReport(each), source);
    } else if (request.chart == PredictionChart::Trust) {
        made.trust = fusionTrust(read.size() == 1 ? read.front() : pooled(read));
        made.figure = fusionTrustFigure(made.trust, source);
    } else {
        addValuation(made, request);
    }
    return made;
}

} // namespace modalscope
