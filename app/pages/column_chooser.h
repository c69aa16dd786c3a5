#pragma once

#include "core/figure/comparison_figure.h"

#include <QToolButton>

#include <set>
#include <string>
#include <vector>

namespace modalscope {

class CheckList;

/// A button with a list of ticks: which columns parallel coordinates have. Options in which the runs differ
/// are ticked at first, of the metrics test accuracies of the modalities; what is ticked and unticked is
/// remembered for columns that go and come back.
class ColumnChooser : public QToolButton {
    Q_OBJECT
public:
    explicit ColumnChooser(QWidget* parent = nullptr);

    void offer(const std::vector<ParallelColumn>& columns); ///< no changed()
    std::vector<ParallelColumn> chosen() const;

Q_SIGNALS:
    void changed();

private:
    std::vector<ParallelColumn> m_columns;
    std::set<std::string> m_known; // offered before
    CheckList* m_list;
};

} // namespace modalscope
