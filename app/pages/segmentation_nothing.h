#pragma once

#include "app/pages/segmentation_maker.h"

#include <QWidget>

namespace modalscope {

class EmptyState;
class Session;

/// Why there are no maps to look at, or what is going on until there are, and what to do about it.
class SegmentationNothing : public QWidget {
    Q_OBJECT
public:
    explicit SegmentationNothing(Session& session, QWidget* parent = nullptr);

    void sayWorking(const QString& title, const QString& sentence);
    void sayProblem(const QString& sentence); ///< offers to try again
    void sayClosed(const SegmentationRequest& wanted); ///< the dataset of the run is not open

Q_SIGNALS:
    void said();
    void tryRequested();

private:
    enum class Offer { Nothing, Open, Try };
    void say(const QString& title, const QString& sentence, Offer offer);
    void openDataset(const StoredRun& run);

    Session& m_session;
    std::pair<std::string, std::string> m_opened; // run id, and the file that was opened for it
    StoredRun m_closed; // whose dataset can be opened
    EmptyState* m_shown = nullptr;
};

} // namespace modalscope
