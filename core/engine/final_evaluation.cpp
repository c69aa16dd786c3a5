#include "core/engine/final_evaluation.h"

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/engine/task_evaluation.h"
#include "core/eval/linear_probe.h"
#include "core/store/task_predictions.h"

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

    Result<FinalEvaluation> run(const std::filesystem::path& file)
    {
        const bool isClassification = m_run.dataset->task == Task::Classification;
        if (auto predicted = isClassification ? predictClasses() : predictInto(file); !predicted)
            return predicted.error();
        for (const std::string split : {"valid", "test"})
            if (auto done = addConditionsOf(split); !done)
                return done.error();
        m_out.conditions.modalities = m_run.names;
        for (const std::string split : {"train", "valid", "test"})
            if (auto mask = hiddenCells(m_run, split); !mask.empty())
                m_out.conditions.masks[split] = std::move(mask);
        if (m_run.experiment.evaluate.probe && isClassification)
            if (auto done = addProbes(); !done)
                return done.error();
        return std::move(m_out);
    }

private:
    Result<void> predictClasses()
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
        return {};
    }

    /// Segmentation and regression: what is said goes into the file as it comes.
    Result<void> predictInto(const std::filesystem::path& file)
    {
        return writeFileAtomically(file, [&](const std::filesystem::path& beside) -> Result<void> {
            auto writer = TaskPredictionsWriter::create(beside, *m_run.dataset, m_run.names);
            if (!writer)
                return writer.error();
            for (const std::string split : {"valid", "test"})
                if (auto done = predictSplitInto(writer.value(), split); !done)
                    return done;
            return writer.value().close();
        });
    }

    Result<void> predictSplitInto(TaskPredictionsWriter& writer, const std::string& split)
    {
        const auto mask = hiddenCells(m_run, split);
        if (auto begun = writer.beginSplit(*m_run.dataset->split(split), presenceOf(split, mask)); !begun)
            return begun;
        const auto take = [&](std::int64_t first, const torch::Tensor& predicted) {
            const auto count = std::size_t(predicted.numel());
            return predicted.scalar_type() == torch::kInt64
                ? writer.write(
                    first, std::span<const std::int64_t>(predicted.data_ptr<std::int64_t>(), count))
                : writer.write(first, std::span<const double>(predicted.data_ptr<double>(), count));
        };
        auto tested = testSplit(m_run, {split, mask}, m_context, "evaluating " + split, take);
        if (!tested)
            return tested.error();
        m_out.splits[split]
            = tested.value().entry(seedFor(bootstrapSeed(m_run, split), "fused"), m_shouldStop);
        return m_shouldStop() ? Result<void>(cancelled()) : Result<void>();
    }

    /// The dataset's own presence and the mask together; empty = all present.
    std::vector<std::vector<std::uint8_t>> presenceOf(const std::string& name, const PresenceMask& mask) const
    {
        const auto& split = *m_run.dataset->split(name);
        std::vector<std::vector<std::uint8_t>> all;
        for (std::size_t m = 0; m < m_run.indices.size(); ++m) {
            auto present = split.presence[std::size_t(m_run.indices[m])];
            if (present.empty() && !mask.empty())
                present = mask[m];
            else if (!mask.empty())
                for (std::size_t i = 0; i < present.size(); ++i)
                    present[i] = present[i] != 0 && mask[m][i] != 0;
            all.push_back(std::move(present));
        }
        return all;
    }

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

Result<nlohmann::json> entryUnder(
    PreparedRun& run, EvaluationInput input, const RunContext& context, const std::string& stage)
{
    const auto split = input.split;
    if (run.dataset->task == Task::Classification) {
        auto said = predictions(run, std::move(input), context, stage);
        return said ? metricsOf(run, split, said.value(), context) : Result<nlohmann::json>(said.error());
    }
    auto tested = testSplit(run, std::move(input), context, stage);
    if (!tested)
        return tested.error();
    auto entry = tested.value().entry(
        seedFor(bootstrapSeed(run, split), "fused"), [&] { return context.shouldStop(); });
    return context.shouldStop() ? Result<nlohmann::json>(cancelled()) : entry;
}

Result<FinalEvaluation> evaluateFinally(
    PreparedRun& run, const std::filesystem::path& predictions, const RunContext& context)
{
    return FinalEvaluator(run, context).run(predictions);
}

} // namespace modalscope
