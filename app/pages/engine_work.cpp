#include "app/pages/engine_work.h"

#include "widgets/session/dataset_cache.h"
#include "widgets/session/session.h"

#include <utility>

namespace modalscope {
namespace {

Result<std::shared_ptr<const Dataset>> readRunData(const RunData& data, const RunContext& context)
{
    auto dataset = data.dataset ? Result(data.dataset) : readProbedDataset(data.file, context);
    if (dataset && dataset.value()->fingerprint != data.fingerprint)
        return invalidInput(data.file + ": is not the file that the run was made for; bring that one back");
    return dataset;
}

} // namespace

RunData runDataOf(const Session& session, const StoredRun& run)
{
    RunData data{nullptr, datasetFile(run), run.origin.datasetFingerprint};
    if (const auto has = checkHasNetwork(run.origin); !has)
        data.problem = has.error().message;
    for (const auto& open : session.datasets())
        if (open.dataset && open.dataset->fingerprint == data.fingerprint)
            data.dataset = open.dataset;
    return data;
}

EngineWork::EngineWork(EngineLoader engine, QObject* parent)
    : QObject(parent)
    , m_engine(std::move(engine))
{
    connect(&m_controller, &RunController::reported, this, [this](const RunEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event))
            Q_EMIT progressed(*progress);
    });
    connect(&m_controller, &RunController::finished, this, [this](const std::optional<Error>& error) {
        const auto done = std::exchange(m_done, {}); // which may start the next one
        if (error)
            Q_EMIT failed(*error);
        else
            done();
    });
}

void EngineWork::begin(RunData data, Ask<void> ask, std::function<void()> done)
{
    if (isWorking())
        return;
    m_done = std::move(done);
    m_controller.start([engine = m_engine, data = std::move(data), ask = std::move(ask)](
                           const RunContext& context) -> Result<void> {
        if (!data.problem.empty())
            return invalidInput(data.problem);
        const auto loaded = engine();
        if (!loaded)
            return loaded.error();
        const auto dataset = readRunData(data, context);
        if (!dataset)
            return dataset.error();
        return ask(*loaded.value(), dataset.value(), context);
    });
}

void EngineWork::cancel()
{
    m_controller.requestStop();
}

} // namespace modalscope
