#pragma once

#include "core/store/workspace.h"
#include "widgets/runs/queued_work.h"
#include "widgets/runs/run_controller.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>

namespace modalscope {

class Session;

/// The dataset that a run was made for.
struct RunData {
    std::shared_ptr<const Dataset> dataset = {}; ///< null: the file is read
    std::string file = {};
    std::string fingerprint = {};
    std::string problem = {}; ///< why nothing can be asked of the run: an imported one has no network
};

/// Takes the dataset that is open in the session, when there is one.
RunData runDataOf(const Session& session, const StoredRun& run);

/// Asks the engine about a finished run on a thread of its own, one question at a time.
class EngineWork : public QObject {
    Q_OBJECT
public:
    /// The question; called on the other thread. `dataset` is the one the run was made for, never null.
    template <class Report>
    using Ask = std::function<Result<Report>(
        Engine& engine, const std::shared_ptr<const Dataset>& dataset, const RunContext& context)>;
    template <class Report>
    using Take = std::function<void(const std::shared_ptr<const Report>& report)>;

    explicit EngineWork(EngineLoader engine, QObject* parent = nullptr);

    /// Loads the engine, reads the dataset when it is not open, asks. `take` gets the report on this object's
    /// thread; otherwise `failed` follows, with InvalidInput for a file that the run was not made for. Does
    /// nothing while it is working.
    template <class Report>
    void start(RunData data, Ask<Report> ask, Take<Report> take)
    {
        auto report = std::make_shared<Report>();
        begin(
            std::move(data),
            [ask = std::move(ask), report](
                Engine& engine, const auto& dataset, const RunContext& context) -> Result<void> {
                auto made = ask(engine, dataset, context);
                if (!made)
                    return made.error();
                *report = std::move(made).value();
                return {};
            },
            [take = std::move(take), report] { take(report); });
    }
    void cancel(); ///< `failed` follows, with Cancelled, at the latest after a batch
    bool isWorking() const { return m_controller.isRunning(); }

Q_SIGNALS:
    void progressed(const modalscope::Progress& progress);
    void failed(const modalscope::Error& error);

private:
    void begin(RunData data, Ask<void> ask, std::function<void()> done);

    EngineLoader m_engine;
    std::function<void()> m_done; // hands the report on
    RunController m_controller; // last: its thread ends first
};

} // namespace modalscope
