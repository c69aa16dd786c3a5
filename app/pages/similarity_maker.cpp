#include "app/pages/similarity_maker.h"

#include "widgets/session/dataset_cache.h"

namespace modalscope {
namespace {

Result<SimilarityReport> compareOnItsThread(
    const EngineLoader& engine, SimilarityRequest request, const RunContext& context)
{
    const auto loaded = engine();
    if (!loaded)
        return loaded.error();
    auto& compare = request.compare;
    if (!compare.dataset) {
        auto dataset = readProbedDataset(request.datasetFile, context);
        if (!dataset)
            return dataset.error();
        compare.dataset = std::move(dataset).value();
    }
    if (compare.dataset->fingerprint != request.fingerprint)
        return Error{ErrorKind::InvalidInput,
            request.datasetFile + ": is not the file that the run was made for; bring that one back"};
    return loaded.value()->compareFeatures(compare, context);
}

} // namespace

SimilarityMaker::SimilarityMaker(EngineLoader engine, QObject* parent)
    : QObject(parent)
    , m_engine(std::move(engine))
{
    connect(&m_controller, &RunController::reported, this, [this](const RunEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event))
            Q_EMIT progressed(*progress);
    });
    connect(&m_controller, &RunController::finished, this, [this](const std::optional<Error>& error) {
        if (error)
            Q_EMIT failed(*error);
        else
            Q_EMIT made(m_report);
    });
}

void SimilarityMaker::start(SimilarityRequest request)
{
    if (isWorking())
        return;
    m_report = std::make_shared<SimilarityReport>();
    m_controller.start([engine = m_engine, request = std::move(request), report = m_report](
                           const RunContext& context) -> Result<void> {
        auto compared = compareOnItsThread(engine, request, context);
        if (!compared)
            return compared.error();
        *report = std::move(compared).value();
        return {};
    });
}

void SimilarityMaker::cancel()
{
    m_controller.requestStop();
}

} // namespace modalscope
