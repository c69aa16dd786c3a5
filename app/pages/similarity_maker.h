#pragma once

#include "core/engine/engine.h"
#include "widgets/runs/queued_work.h"
#include "widgets/runs/run_controller.h"

#include <QObject>

#include <memory>
#include <string>

namespace modalscope {

/// What features are to be compared, and where the data are when they are not open.
struct SimilarityRequest {
    FeatureCompareRequest compare; ///< its dataset may be null: it is read then
    std::string datasetFile;
    std::string fingerprint; ///< of the dataset that the run was made for
};

/// Compares features on a thread of its own, one comparison at a time.
class SimilarityMaker : public QObject {
    Q_OBJECT
public:
    explicit SimilarityMaker(EngineLoader engine, QObject* parent = nullptr);

    void start(SimilarityRequest request); ///< does nothing while one is being made
    void cancel(); ///< `failed` follows, with Cancelled, at the latest after a batch
    bool isWorking() const { return m_controller.isRunning(); }

Q_SIGNALS:
    void progressed(const modalscope::Progress& progress);
    void made(const std::shared_ptr<const modalscope::SimilarityReport>& report);
    void failed(const modalscope::Error& error);

private:
    EngineLoader m_engine;
    std::shared_ptr<SimilarityReport> m_report;
    RunController m_controller; // last: its thread ends first
};

} // namespace modalscope
