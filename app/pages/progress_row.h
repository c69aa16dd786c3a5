#pragma once

#include "core/run/run_event.h"

#include <QWidget>

class QLabel;
class QProgressBar;

namespace modalscope {

/// How far a piece of work has come: a bar, its stage in words, Cancel. Hidden until begin().
class ProgressRow : public QWidget {
    Q_OBJECT
public:
    /// `name` begins the names of its parts: "similarity" → "similarityProgress", "similarityStage",
    /// "similarityCancel".
    explicit ProgressRow(const QString& name, QWidget* parent = nullptr);

    void begin(const QString& stage); ///< shown, nobody knows yet how much there is
    void showProgress(const Progress& progress);
    void end(); ///< hidden

Q_SIGNALS:
    void cancelRequested();

private:
    QProgressBar* m_bar;
    QLabel* m_stage;
};

} // namespace modalscope
