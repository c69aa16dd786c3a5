#pragma once

#include "core/analysis/gap_shift_report.h"
#include "core/engine/engine.h"
#include "widgets/runs/queued_work.h"
#include "widgets/runs/run_controller.h"

#include <QObject>

#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// Runs whose features are to be moved, and where their data are when they are not open.
struct GapShiftWork {
    std::shared_ptr<const std::vector<StoredRun>> runs; ///< finished ones, on one dataset
    GapShiftRequest shift; ///< its folder is filled in for each run; its dataset may be null: it is read then
    std::string datasetFile;
};

/// Does gap shift experiments on a thread of its own, one after the other.
class GapShiftMaker : public QObject {
    Q_OBJECT
public:
    explicit GapShiftMaker(EngineLoader engine, QObject* parent = nullptr);

    void start(GapShiftWork work); ///< does nothing while one is being done
    void cancel(); ///< `failed` follows, with Cancelled, at the latest after a batch
    bool isWorking() const { return m_controller.isRunning(); }

Q_SIGNALS:
    void progressed(const modalscope::Progress& progress);
    void made(const std::shared_ptr<const modalscope::GapShiftReport>& report);
    void failed(const modalscope::Error& error);

private:
    EngineLoader m_engine;
    std::shared_ptr<GapShiftReport> m_report;
    RunController m_controller; // last: its thread ends first
};

} // namespace modalscope
