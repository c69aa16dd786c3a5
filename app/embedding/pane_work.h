#pragma once

#include "app/embedding/embedding_source.h"
#include "app/embedding/kept_values.h"
#include "app/embedding/layout_maker.h"
#include "core/projection/projection_quality.h"
#include "widgets/runs/run_controller.h"

#include <QObject>

#include <functional>
#include <variant>

namespace modalscope {

/// Samples and pictures that were made last, for all panes.
struct EmbeddingMemory {
    KeptValues<EmbeddedSamples> samples{2e9};
    KeptValues<MadeLayout> layouts{1e9};
};

/// Reads samples, lays them out and measures pictures on a thread of its own, one thing at a time. A new
/// request stops the one that works, whose last picture is kept when it is a stopped UMAP. What has been made
/// before is there at once.
class PaneWork : public QObject {
    Q_OBJECT
public:
    explicit PaneWork(std::shared_ptr<EmbeddingMemory> memory, QObject* parent = nullptr);

    void read(SourceRequest request); ///< `samplesRead` follows
    /// A finished picture that is kept; null when it has to be made.
    std::shared_ptr<const MadeLayout> keptLayout(const LayoutRequest& request);
    void layOut(LayoutRequest request); ///< `layoutShown` follows, maybe several times
    void measure(std::shared_ptr<const MadeLayout> made); ///< `measured` follows
    void cancel();
    bool isWorking() const { return m_controller.isRunning(); }
    bool isLayingOut() const { return m_isLayingOut; }

Q_SIGNALS:
    void samplesRead(const modalscope::SourceReading& reading);
    /// `isLast`: nothing more comes; it is finished, stopped or has an error.
    void layoutShown(const std::shared_ptr<const modalscope::MadeLayout>& made, bool isLast);
    void measured(const std::shared_ptr<const modalscope::MadeLayout>& made,
        const std::optional<modalscope::ProjectionQuality>& quality,
        const std::optional<modalscope::Error>& error); ///< neither: it was stopped
    void progressed(const modalscope::Progress& progress);
    void workingChanged(bool isWorking);

private:
    struct Job {
        RunController::Work work;
        std::function<void(const std::optional<Error>& thrown)> done;
        bool isLayout = false;
    };
    void drop(); // what works; it is not heard of again
    void add(Job job);
    void start(Job job);
    void finish(const std::optional<Error>& thrown);

    std::shared_ptr<EmbeddingMemory> m_memory;
    std::optional<Job> m_job, m_next;
    bool m_isLayingOut = false, m_isDropped = false;
    RunController m_controller; // last: its thread ends first
};

} // namespace modalscope
