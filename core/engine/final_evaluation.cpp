#include "core/engine/final_evaluation.h"

#include "core/base/random.h"
#include "core/engine/predict_split.h"
#include "core/eval/linear_probe.h"
#include "core/run/event_throttle.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::int64_t kMostFeatures = 4'000'000; // values of train that the probes learn from

Error cancelled()
{
    return {ErrorKind::Cancelled, "stopped"};
}

/// Rows where any (of the flags) is set.
std::vector<std::uint8_t> anyPresent(const Predictions& predictions)
{
    std::vector<std::uint8_t> any(predictions.labels.size(), 0);
    for (const auto& presence : predictions.presence)
        for (std::size_t i = 0; i < any.size(); ++i)
            any[i] |= presence.empty() ? std::uint8_t(1) : presence[i];
    return any;
}

/// Intervals of the same numbers are the same wherever they are computed.
std::uint64_t bootstrapSeed(const PreparedRun& run, const std::string& split)
{
    return seedFor(run.experiment.seed, "bootstrap/" + split);
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
                = predictions(m_run, split, hiddenCells(m_run, split), m_context, "evaluating " + split);
            if (!said)
                return said.error();
            auto metrics = metricsOf(m_run, split, said.value(), m_context);
            if (!metrics)
                return metrics.error();
            m_out.splits[split] = std::move(metrics).value();
            m_out.predictions[split] = std::move(said).value();
        }
        if (m_run.experiment.evaluate.subsets == "all" && m_run.names.size() > 1)
            if (auto done = addSubsets(); !done)
                return done.error();
        if (m_run.experiment.evaluate.probe)
            if (auto done = addProbes(); !done)
                return done.error();
        return std::move(m_out);
    }

private:
    Result<void> addSubsets()
    {
        const auto modalities = m_run.names.size();
        for (unsigned subset = 1; subset < 1u << modalities; ++subset) {
            std::string name;
            for (std::size_t m = 0; m < modalities; ++m)
                if ((subset >> m & 1) != 0)
                    name += (name.empty() ? "" : "+") + m_run.names[m];
            for (const std::string split : {"valid", "test"}) {
                const auto samples = m_run.dataset->split(split)->size;
                auto said = predictions(m_run, split,
                    maskOfSubset(hiddenCells(m_run, split), subset, modalities, samples), m_context,
                    split + " with " + name);
                if (!said)
                    return said.error();
                m_out.splits[split]["subsets"][name] = classificationMetrics(said.value().fused,
                    said.value().fusedAreProbabilities, said.value().labels, anyPresent(said.value()),
                    seedFor(bootstrapSeed(m_run, split), "fused"), m_shouldStop);
                if (m_shouldStop())
                    return cancelled();
            }
        }
        return {};
    }

    Result<void> addProbes()
    {
        std::int64_t values = 0;
        for (const auto& name : m_run.names)
            values += m_run.dataset->split("train")->size * m_run.experiment.encoder(name).feature;
        const auto stride = std::max<std::int64_t>(1, (values + kMostFeatures - 1) / kMostFeatures);
        auto train = predictions(
            m_run, "train", hiddenCells(m_run, "train"), m_context, "features of train", stride);
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

Result<Predictions> predictions(PreparedRun& run, const std::string& split, PresenceMask mask,
    const RunContext& context, const std::string& stage, std::int64_t stride)
{
    auto loader = evaluationLoader(run, split, std::move(mask));
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
