#include "core/engine/final_evaluation.h"

#include "core/base/random.h"
#include "core/eval/linear_probe.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::int64_t kMostFeatures = 4'000'000; // values of train that the probes learn from

Error cancelled()
{
    return {ErrorKind::Cancelled, "stopped"};
}

/// Evaluates one finished training.
class FinalEvaluator {
public:
    FinalEvaluator(PreparedRun& run, const RunContext& context)
        : m_run(run)
        , m_context(context)
    { }

    Result<FinalEvaluation> run()
    {
        for (const std::string split : {"valid", "test"}) {
            auto said
                = predictions(m_run, {split, hiddenCells(m_run, split)}, m_context, "evaluating " + split);
            if (!said)
                return said.error();
            auto metrics = metricsOf(m_run, split, said.value(), m_context);
            if (!metrics)
                return metrics.error();
            m_out.splits[split] = std::move(metrics).value();
            m_out.predictions[split] = std::move(said).value();
        }
        for (const std::string split : {"valid", "test"})
            if (auto done = addConditionsOf(split); !done)
                return done.error();
        m_out.conditions.modalities = m_run.names;
        for (const std::string split : {"train", "valid", "test"})
            if (auto mask = hiddenCells(m_run, split); !mask.empty())
                m_out.conditions.masks[split] = std::move(mask);
        if (m_run.experiment.evaluate.probe)
            if (auto done = addProbes(); !done)
                return done.error();
        return std::move(m_out);
    }

private:
    /// Rates and permutations belong to the test alone; subsets of valid are shown beside those of test.
    Result<void> addConditionsOf(const std::string& split)
    {
        const auto& asked = m_run.experiment.evaluate;
        TestConditions conditions{.subsets = asked.subsets == "all"};
        if (split == "test") {
            conditions.missingRates = asked.missingRates;
            conditions.permutations = asked.permutations;
        }
        auto outcomes = addConditions(m_run, split, conditions, m_out.splits[split], m_context);
        if (!outcomes)
            return outcomes.error();
        m_out.conditions.outcomes[split] = std::move(outcomes).value();
        return {};
    }

    Result<void> addProbes()
    {
        std::int64_t values = 0;
        for (const auto& name : m_run.names)
            values += m_run.dataset->split("train")->size * m_run.experiment.encoder(name).feature;
        const auto stride = std::max<std::int64_t>(1, (values + kMostFeatures - 1) / kMostFeatures);
        auto train = predictions(
            m_run, {"train", hiddenCells(m_run, "train")}, m_context, "features of train", stride);
        if (!train)
            return train.error();
        for (std::size_t m = 0; m < m_run.names.size(); ++m)
            if (auto done = addProbe(train.value(), m); !done)
                return done;
        m_out.train = std::move(train).value();
        return {};
    }

    Result<void> addProbe(const Predictions& train, std::size_t m)
    {
        const auto stage = "linear probe of " + m_run.names[m];
        m_context.report(Progress{0, 0, stage});
        const auto [features, labels] = presentRows(train, m);
        if (features.rows() == 0)
            return {}; // nothing to learn from: no entry
        const auto classes = m_run.dataset->classCount();
        auto probe = fitLinearProbe(features, labels, classes, {}, m_shouldStop);
        if (!probe)
            return Error{probe.error().kind, stage + ": " + probe.error().message};
        for (const std::string split : {"valid", "test"}) {
            const auto& said = m_out.predictions.at(split);
            m_out.splits[split]["probe"][m_run.names[m]]
                = classificationMetrics(probe.value().logits(said.features[m]), false, said.labels,
                    said.presence[m], bootstrapSeed(m_run, split), m_shouldStop);
            if (m_shouldStop())
                return cancelled();
        }
        return {};
    }

    static std::pair<ArrayD, std::vector<int>> presentRows(const Predictions& train, std::size_t m)
    {
        const auto& presence = train.presence[m];
        if (presence.empty())
            return {train.features[m], train.labels};
        const auto kept = std::count(presence.begin(), presence.end(), std::uint8_t(1));
        ArrayD features({kept, train.features[m].rowSize()});
        std::vector<int> labels;
        for (std::size_t i = 0; i < presence.size(); ++i) {
            if (presence[i] == 0)
                continue;
            const auto row = train.features[m].row(std::int64_t(i));
            std::copy(row.begin(), row.end(), features.row(std::int64_t(labels.size())).begin());
            labels.push_back(train.labels[i]);
        }
        return {std::move(features), std::move(labels)};
    }

    PreparedRun& m_run;
    const RunContext& m_context;
    std::function<bool()> m_shouldStop = [this] { return m_context.shouldStop(); };
    FinalEvaluation m_out;
};

} // namespace

Result<nlohmann::json> metricsOf(const PreparedRun& run, const std::string& split,
    const Predictions& predictions, const RunContext& context)
{
    auto metrics = splitMetrics(predictions, bootstrapSeed(run, split), [&] { return context.shouldStop(); });
    if (context.shouldStop())
        return cancelled();
    return metrics;
}

Result<FinalEvaluation> evaluateFinally(PreparedRun& run, const RunContext& context)
{
    return FinalEvaluator(run, context).run();
}

} // namespace modalscope
