#include "app/pages/segmentation_work.h"

#include <utility>

namespace modalscope {

SegmentationWork::SegmentationWork(EngineLoader engine, QObject* parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_cache(std::make_shared<MapCache>())
{
    connect(&m_controller, &RunController::reported, this, [this](const RunEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event); progress != nullptr && !m_next)
            Q_EMIT progressed(*progress);
    });
    connect(&m_controller, &RunController::finished, this, [this](const std::optional<Error>& error) {
        if (error)
            m_result->error = *error; // thrown, out of memory for one
        finish();
    });
}

void SegmentationWork::request(SegmentationRequest request)
{
    m_isCancelled = false;
    if (!m_controller.isRunning())
        return start(std::move(request));
    m_next = std::move(request);
    m_controller.requestStop();
}

void SegmentationWork::cancel()
{
    m_next.reset();
    m_isCancelled = true;
    m_controller.requestStop();
}

void SegmentationWork::start(SegmentationRequest request)
{
    m_result = std::make_shared<SegmentationResult>();
    m_controller.start([request = std::move(request), engine = m_engine, cache = m_cache, result = m_result](
                           const RunContext& context) -> Result<void> {
        result->request = request; // for what is thrown
        *result = makeSegmentation(request, engine, *cache, context);
        return {};
    });
}

void SegmentationWork::finish()
{
    const auto result = std::exchange(m_result, nullptr);
    if (m_next)
        return start(std::exchange(m_next, std::nullopt).value());
    if (std::exchange(m_isCancelled, false))
        Q_EMIT cancelled();
    else
        Q_EMIT made(result);
}

} // namespace modalscope
