#pragma once

#include "widgets/session/session.h"

#include <QColor>
#include <QString>
#include <QVariant>

#include <limits>
#include <string>
#include <vector>

namespace modalscope {

class RunNames;

/// One line of the list of runs: a run, or all runs of a group.
struct RunLine {
    QString key, title, state, done, seeds, dataset;
    std::vector<std::string> ids;
    QColor color; ///< that the figures use
    QColor stateColor;
    QVariant doneColor; ///< none where nothing went wrong
    bool pinned = false;
    double fraction = 0; ///< of the epochs; -1 where `done` says a state instead
    double secondsLeft = -1;
    /// Test, fused, mean of the line's runs: accuracy, mIoU or MAE, whatever the task is judged by.
    double result = std::numeric_limits<double>::quiet_NaN();
    QString resultText; ///< in % where it is a share: "87.3"; empty when there is none
    QString metric; ///< "mIoU (%)"; empty when there is no result
    QString count; ///< of the runs behind `result`: "n = 2 of 3"; empty for a single run
    QString missing; ///< which finished runs have no such number and why, a line each; mostly empty
    qint64 started = 0; ///< seconds since 1970
};

/// A line for each run of the session, or with `grouped` for each group. Titles are those of `names`, colours
/// those of the theme.
std::vector<RunLine> runLines(const Session& session, RunNames& names, bool grouped, bool dark);

} // namespace modalscope
