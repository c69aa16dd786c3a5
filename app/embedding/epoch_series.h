#pragma once

#include "app/embedding/embedding_source.h"
#include "app/embedding/layout_maker.h"
#include "widgets/runs/newest_work.h"
#include "widgets/runs/run_controller.h"

#include <QObject>

#include <vector>

namespace modalscope {

/// What the pictures of several epochs of a run are made of.
struct SeriesRequest {
    SourceRequest source; ///< its epoch is not used
    std::vector<int> epochs; ///< rising
    std::vector<std::string> modalities; ///< that are taken
    LayoutSettings settings;
    std::vector<std::int64_t> only = {};
};

/// A picture for each epoch, in which a sample stays as near to where it was as its features let it.
struct EpochLayouts {
    std::vector<int> epochs;
    std::vector<std::shared_ptr<const MadeLayout>> made; ///< of each
    bool isStopped = false; ///< later epochs are missing
    std::optional<Error> error = {};
};

/// PCA: one fit on the features of the last epoch, which places those of all. UMAP: each epoch starts from
/// the picture before and is pulled to it (UmapOptions::pull). For another thread.
EpochLayouts makeEpochLayouts(const SeriesRequest& request, const RunContext& context);

/// Makes the pictures of all epochs in the background and those between them.
class EpochSeries : public QObject {
    Q_OBJECT
public:
    explicit EpochSeries(QObject* parent = nullptr);
    ~EpochSeries() override;

    void make(SeriesRequest request); ///< `finished` follows
    void cancel();
    void clear(); ///< the pictures are of something else
    bool isWorking() const { return m_controller.isRunning(); }
    const EpochLayouts& layouts() const { return *m_layouts; }
    bool hasLayouts() const { return m_layouts->made.size() > 1; }
    std::shared_ptr<const MadeLayout> of(int epoch) const; ///< null when there is none

    /// The points at `place`, 0 = first epoch, 1.5 = half way between the second and the third; `frameMade`
    /// follows, of the newest place alone when they are asked for too fast.
    void askFrame(double place);

Q_SIGNALS:
    void finished();
    void progressed(const modalscope::Progress& progress);
    void frameMade(const std::shared_ptr<const modalscope::CloudData>& cloud, double place);

private:
    struct FrameRequest {
        std::shared_ptr<const EpochLayouts> layouts;
        double place = 0;
    };
    struct Frame {
        std::shared_ptr<const EpochLayouts> layouts;
        std::shared_ptr<const CloudData> cloud;
        double place = 0;
    };

    std::shared_ptr<const EpochLayouts> m_layouts;
    bool m_isCleared = false;
    NewestWork<FrameRequest, Frame> m_frames;
    RunController m_controller; // last: its thread ends first
};

} // namespace modalscope
