#include "core/engine/adapt_run.h"

#include "core/engine/adapted_method.h"
#include "core/engine/adapter_file.h"
#include "core/engine/final_evaluation.h"
#include "core/engine/missing_set.h"
#include "core/engine/open_run.h"
#include "core/engine/parameter_count.h"
#include "core/store/adapter_folder.h"
#include "core/train/trainer.h"

namespace modalscope {
namespace {

namespace fs = std::filesystem;

/// Learns one adapter set.
class AdaptWork {
public:
    AdaptWork(PreparedRun run, const AdaptRequest& request, const RunContext& context)
        : m_run(std::move(run))
        , m_options(request.options)
        , m_context(context)
        , m_baseFolder(request.folder)
    { }

    Result<fs::path> operator()()
    {
        auto set = missingSet(m_run, m_options);
        if (!set)
            return set.error();
        m_set = std::move(set).value();
        m_options.present = inRunOrder(m_options.present, m_run.names);
        m_folder = adapterPath(m_baseFolder, m_options);
        m_base = weightsHash(m_run.method->weights());
        const auto known = isStored(m_folder, m_options, m_base);
        if (!known)
            return known.error();
        if (known.value())
            return m_folder;
        m_total = countParameters(m_run).total;
        auto before = evaluate("before adaptation, ");
        if (!before)
            return before.error();
        auto adapted = AdaptedMethod::make(std::move(m_run.method), m_options, m_set.present);
        if (!adapted)
            return adapted.error();
        auto& method = *adapted.value();
        m_run.method = std::move(adapted).value();
        if (m_options.adapter.kind != AdapterKind::Pretrained)
            if (auto trained = train(method); !trained)
                return trained.error();
        auto after = evaluate("");
        if (!after)
            return after.error();
        return write(method, before.value(), after.value());
    }

private:
    Result<void> train(AdaptedMethod& method)
    {
        auto training = trainLoaderOf(m_run, m_set, m_options);
        auto valid = evaluationLoader(m_run, inputOf(m_run, m_set, "valid"));
        for (const auto* loader : {&training, &valid})
            if (!*loader)
                return loader->error();
        std::map<std::string, torch::Tensor> best;
        const TrainerParts parts{method, *training.value(), *valid.value(), nullptr, m_run.names,
            m_options.train, SelectEpoch::Valid};
        auto trained = trainEpochs(
            parts, m_progress, m_context, [&](const TrainingProgress&, bool isBest) -> Result<void> {
                if (isBest)
                    for (const auto& [name, tensor] : method.weights())
                        best[name] = tensor.detach().clone();
                return {};
            });
        if (!trained)
            return trained;
        const torch::NoGradGuard noGradients;
        for (auto& [name, tensor] : method.weights())
            tensor.copy_(best.at(name));
        method.weightsChanged();
        return {};
    }

    Result<nlohmann::json> evaluate(const std::string& when)
    {
        auto splits = nlohmann::json::object();
        for (const std::string split : {"valid", "test"}) {
            auto metrics
                = entryUnder(m_run, inputOf(m_run, m_set, split), m_context, when + "evaluating " + split);
            if (!metrics)
                return metrics.error();
            splits[split] = std::move(metrics).value();
        }
        return splits;
    }

    Result<fs::path> write(AdaptedMethod& method, const nlohmann::json& before, const nlohmann::json& after)
    {
        const auto size = m_options.adapter.kind == AdapterKind::Pretrained ? 0 : method.size();
        const nlohmann::json metrics{{"format", 1}, {"epoch", m_progress.best.epoch},
            {"selected_on", "valid"}, {"base", m_base},
            {"parameters",
                {{"trainable", size}, {"total", m_total}, {"share", double(size) / double(m_total)}}},
            {"splits", after}, {"before", before}};
        const AdapterFile file{m_base, m_options, method.weights()};
        if (auto written = writeAdapterFolder(m_folder, file, m_progress.history, metrics); !written)
            return written.error();
        return m_folder;
    }

    PreparedRun m_run;
    AdaptOptions m_options;
    const RunContext& m_context;
    fs::path m_baseFolder;
    fs::path m_folder; // of the set
    MissingSet m_set;
    std::string m_base;
    std::int64_t m_total = 0;
    TrainingProgress m_progress;
};

} // namespace

Result<fs::path> adaptRun(const AdaptRequest& request, const RunContext& context)
{
    auto run = openRun(request.folder, request.dataset);
    if (!run)
        return run.error();
    return AdaptWork(std::move(run).value(), request, context)();
}

} // namespace modalscope
