#pragma once

#include "app/pages/segmentation_maker.h"
#include "widgets/runs/run_controller.h"

#include <QObject>

namespace modalscope {

/// Makes segmentation results on a thread of its own. A new request stops the one that works; what is stopped
/// is not heard of again.
class SegmentationWork : public QObject {
    Q_OBJECT
public:
    explicit SegmentationWork(EngineLoader engine, QObject* parent = nullptr);

    void request(SegmentationRequest request);
    void cancel(); ///< `cancelled` follows when something was working
    bool isWorking() const { return m_controller.isRunning(); }

Q_SIGNALS:
    void progressed(const modalscope::Progress& progress);
    void made(const std::shared_ptr<const modalscope::SegmentationResult>& result);
    void cancelled();

private:
    void start(SegmentationRequest request);
    void finish();

    EngineLoader m_engine;
    std::shared_ptr<MapCache> m_cache; // used by the thread alone
    std::shared_ptr<SegmentationResult> m_result; // of what works now
    std::optional<SegmentationRequest> m_next;
    bool m_isCancelled = false;
    RunController m_controller; // last: its thread ends first
};

} // namespace modalscope
