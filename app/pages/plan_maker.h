#pragma once

#include "core/experiment/run_grid.h"
#include "widgets/runs/run_queue.h"

#include <QObject>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

class BackgroundLine;

/// A plan may be long: it is handed on, not copied.
using PlannedRuns = std::shared_ptr<const std::vector<StudyRun>>;

/// Expands a grid and estimates its runs away from the window's thread; only the newest request is answered.
class PlanMaker : public QObject {
    Q_OBJECT
public:
    explicit PlanMaker(EngineLoader engine, QObject* parent = nullptr);
    ~PlanMaker() override;

    void plan(const RunGrid& grid, std::shared_ptr<const Dataset> dataset);

    /// Sums up one run of every group that has not been estimated yet, one after the other; a new plan ends
    /// it. `estimated` follows each. Where LibTorch cannot be loaded nothing is estimated and `failed` says
    /// why.
    void estimate(const std::vector<StudyRun>& runs, std::shared_ptr<const Dataset> dataset);
    const ModelSummary* summary(const std::string& group) const; ///< null until estimated

Q_SIGNALS:
    void planned(const modalscope::PlannedRuns& runs);
    void refused(const modalscope::Error& error); ///< the grid cannot be run
    void estimated(const QString& group);
    void failed(const modalscope::Error& error);

private:
    EngineLoader m_engine;
    int m_request = 0;
    std::map<std::string, ModelSummary> m_summaries; // by group id
    std::shared_ptr<std::atomic<int>> m_newest; // what the workers compare with
    BackgroundLine* m_plans;
    BackgroundLine* m_estimates;
};

} // namespace modalscope
