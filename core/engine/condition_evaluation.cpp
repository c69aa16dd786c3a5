#include "core/engine/condition_evaluation.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/engine/predict_split.h"
#include "core/engine/task_evaluation.h"
#include "core/eval/classification.h"
#include "core/eval/task_metric.h"
#include "core/run/event_throttle.h"

#include <algorithm>

namespace modalscope {
namespace {

// One matrix per condition would make up most of metrics.json; conditions.h5 has the predicted classes.
constexpr const char* kConfusion = "confusion";

/// Share of the cells that are absent: hidden by the mask, or not in the dataset.
double absentShare(const Predictions& said)
{
    double absent = 0;
    for (const auto& presence : said.presence)
        absent += double(std::count(presence.begin(), presence.end(), std::uint8_t(0)));
    return absent / std::max(1.0, double(said.labels.size() * said.presence.size()));
}

/// `mask` with all modalities hidden that are not in `subset` (one bit each).
PresenceMask maskOfSubset(PresenceMask mask, unsigned subset, std::size_t modalities, std::int64_t samples)
{
    mask.resize(modalities);
    for (std::size_t m = 0; m < modalities; ++m) {
        if ((subset >> m & 1) == 0)
            mask[m].assign(std::size_t(samples), 0);
        else if (mask[m].empty())
            mask[m].assign(std::size_t(samples), 1);
    }
    return mask;
}

std::vector<int> predictedClasses(const Predictions& said, std::span<const std::uint8_t> any)
{
    std::vector<int> classes(said.labels.size(), -1);
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const auto scores = said.fused.row(std::int64_t(i));
        if (any[i] != 0)
            classes[i] = int(std::max_element(scores.begin(), scores.end()) - scores.begin());
    }
    return classes;
}

/// The samples that have the modality get each other's in a random order; the others keep what they lack, so
/// that the same samples count as without.
std::vector<std::int64_t> permutedRows(
    const PreparedRun& run, const Split& split, std::size_t modality, const PresenceMask& mask, Random random)
{
    std::vector<std::int64_t> rows, having;
    for (std::int64_t i = 0; i < split.size; ++i) {
        rows.push_back(i);
        const bool isShown = mask.empty() || mask[modality][std::size_t(i)] != 0;
        if (isShown && split.hasModality(std::size_t(run.indices[modality]), i))
            having.push_back(i);
    }
    const auto order = random.permutation(std::int64_t(having.size()));
    for (std::size_t i = 0; i < having.size(); ++i)
        rows[std::size_t(having[i])] = having[std::size_t(order[i])];
    return rows;
}

/// Tests one split under one condition after the other.
class ConditionEvaluator {
public:
    ConditionEvaluator(
        PreparedRun& run, const std::string& split, nlohmann::json& metrics, const RunContext& context)
        : m_run(run)
        , m_split(split)
        , m_metrics(metrics)
        , m_context(context)
    { }

    Result<void> addSubsets()
    {
        const auto modalities = m_run.names.size();
        for (unsigned subset = 0; subset < 1u << modalities; ++subset) {
            std::vector<std::string> names;
            for (std::size_t m = 0; m < modalities; ++m)
                if ((subset >> m & 1) != 0)
                    names.push_back(m_run.names[m]);
            EvaluationInput input{m_split,
                maskOfSubset(
                    hiddenCells(m_run, m_split), subset, modalities, m_run.dataset->split(m_split)->size)};
            input.keepsAbsenceSecret = subset == 0;
            const auto name = joinText(names, "+");
            auto fused = fusedUnder(std::move(input), subset == 0 ? "nothing" : "subsets/" + name);
            if (!fused)
                return fused.error();
            auto& place = subset == 0 ? m_metrics["nothing"] : m_metrics["subsets"][name];
            place = std::move(fused).value();
            place.erase(kConfusion);
            if (m_context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
        }
        return {};
    }

    Result<void> addRate(double rate)
    {
        const auto name = rateName(rate);
        EvaluationInput input{m_split, hiddenCellsAtRate(m_run, m_split, rate)};
        auto entry = entryUnder(std::move(input), "rates/" + name);
        if (!entry)
            return entry.error();
        auto& place = m_metrics["rates"][name];
        place = std::move(entry).value();
        place["fused"].erase(kConfusion);
        for (auto& modality : place["modalities"])
            modality.erase(kConfusion);
        if (m_context.shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        return {};
    }

    Result<void> addPermuted(std::size_t modality, int repetitions)
    {
        const auto& name = m_run.names[modality];
        auto each = nlohmann::json::array();
        double sum = 0;
        for (int repetition = 0; repetition < repetitions; ++repetition) {
            const auto purpose = "permuted/" + name + "/" + std::to_string(repetition);
            EvaluationInput input{m_split, hiddenCells(m_run, m_split)};
            input.sources.resize(m_run.names.size());
            input.sources[modality] = permutedRows(m_run, *m_run.dataset->split(m_split), modality,
                input.mask, Random(m_run.experiment.seed, purpose));
            const auto value = mainValueUnder(std::move(input), purpose);
            if (!value)
                return value.error();
            each.push_back(value.value());
            sum += each.back().get<double>();
        }
        m_metrics["permuted"][name]
            = {{mainMetric(m_run.dataset->task).name, toJson(Estimate{sum / repetitions, {}, {}})},
                {"repetitions", std::move(each)}};
        return {};
    }

    std::vector<ConditionOutcome> takeOutcomes() { return std::move(m_outcomes); }

private:
    bool isClassification() const { return m_run.dataset->task == Task::Classification; }
    std::uint64_t fusedSeed() const { return seedFor(bootstrapSeed(m_run, m_split), "fused"); }

    Result<TestedSplit> test(EvaluationInput input, const std::string& name)
    {
        return testSplit(m_run, std::move(input), m_context, m_split + ", " + name);
    }

    /// The entry of the fusion under a condition.
    Result<nlohmann::json> fusedUnder(EvaluationInput input, const std::string& name)
    {
        if (!isClassification()) {
            auto tested = test(std::move(input), name);
            return tested ? Result<nlohmann::json>(tested.value().fused(fusedSeed(), m_shouldStop))
                          : Result<nlohmann::json>(tested.error());
        }
        auto said = predict(std::move(input), name);
        if (!said)
            return said.error();
        auto entry = fusedMetrics(said.value());
        const auto any = anyPresent(said.value());
        const auto count = std::count(any.begin(), any.end(), std::uint8_t(1));
        if (count > 0 && count < std::ptrdiff_t(any.size())) // numbers of other samples are no comparison
            entry["samples"] = toJson(Estimate{double(count), {}, {}});
        return entry;
    }

    /// The entry of a whole split under a condition, with the share of absent cells.
    Result<nlohmann::json> entryUnder(EvaluationInput input, const std::string& name)
    {
        nlohmann::json entry;
        double absent = 0;
        if (isClassification()) {
            auto said = predict(std::move(input), name);
            if (!said)
                return said.error();
            entry = splitMetrics(said.value(), bootstrapSeed(m_run, m_split), m_shouldStop);
            absent = absentShare(said.value());
        } else {
            auto tested = test(std::move(input), name);
            if (!tested)
                return tested.error();
            entry = tested.value().entry(fusedSeed(), m_shouldStop);
            absent = tested.value().absentShare;
        }
        entry["missing"] = toJson(Estimate{absent, {}, {}});
        return entry;
    }

    Result<double> mainValueUnder(EvaluationInput input, const std::string& name)
    {
        if (!isClassification()) {
            auto tested = test(std::move(input), name);
            return tested ? Result<double>(tested.value().tally.mainValue()) : Result<double>(tested.error());
        }
        auto said = predict(std::move(input), name);
        if (!said)
            return said.error();
        const auto scored = scoreSamples(said.value().fused, said.value().fusedAreProbabilities,
            said.value().labels, anyPresent(said.value()));
        double right = 0;
        for (std::size_t i = 0; i < scored.labels.size(); ++i)
            right += scored.isRight(i);
        return right / double(std::max<std::int64_t>(1, scored.size()));
    }

    Result<Predictions> predict(EvaluationInput input, const std::string& name)
    {
        auto mask = input.mask;
        auto said = predictions(m_run, std::move(input), m_context, m_split + ", " + name);
        if (said && !name.starts_with("permuted/"))
            m_outcomes.push_back(
                {name, predictedClasses(said.value(), anyPresent(said.value())), std::move(mask)});
        return said;
    }

    nlohmann::json fusedMetrics(const Predictions& said) const
    {
        return classificationMetrics(
            said.fused, said.fusedAreProbabilities, said.labels, anyPresent(said), fusedSeed(), m_shouldStop);
    }

    PreparedRun& m_run;
    const std::string m_split;
    nlohmann::json& m_metrics;
    const RunContext& m_context;
    std::function<bool()> m_shouldStop = [this] { return m_context.shouldStop(); };
    std::vector<ConditionOutcome> m_outcomes;
};

} // namespace

std::vector<std::uint8_t> anyPresent(const Predictions& said)
{
    std::vector<std::uint8_t> any(said.labels.size(), 0);
    for (const auto& presence : said.presence)
        for (std::size_t i = 0; i < any.size(); ++i)
            any[i] |= presence.empty() ? std::uint8_t(1) : presence[i];
    return any;
}

std::string rateName(double rate)
{
    return numberText(rate);
}

std::uint64_t bootstrapSeed(const PreparedRun& run, const std::string& split)
{
    return seedFor(run.experiment.seed, "bootstrap/" + split);
}

Result<Predictions> predictions(PreparedRun& run, EvaluationInput input, const RunContext& context,
    const std::string& stage, std::int64_t stride)
{
    auto loader = evaluationLoader(run, std::move(input));
    if (!loader)
        return loader.error();
    EventThrottle throttle;
    const auto total = loader.value()->sampleCount();
    const auto gate = [&](std::int64_t done) {
        if (throttle.isDue())
            context.report(Progress{done, total, stage});
        return context.shouldStop();
    };
    return predictSplit(*run.method, *loader.value(), run.names, gate, stride);
}

Result<std::vector<ConditionOutcome>> addConditions(PreparedRun& run, const std::string& split,
    const TestConditions& conditions, nlohmann::json& metrics, const RunContext& context)
{
    ConditionEvaluator evaluator(run, split, metrics, context);
    if (conditions.subsets && run.names.size() > 1)
        if (auto done = evaluator.addSubsets(); !done)
            return done.error();
    for (const double rate : conditions.missingRates)
        if (auto done = evaluator.addRate(rate); !done)
            return done.error();
    for (std::size_t m = 0; m < run.names.size() && conditions.permutations > 0; ++m)
        if (auto done = evaluator.addPermuted(m, conditions.permutations); !done)
            return done.error();
    return evaluator.takeOutcomes();
}

} // namespace modalscope
