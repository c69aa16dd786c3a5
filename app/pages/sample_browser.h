#pragma once

#include "core/data/summary.h"

#include <QWidget>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;
class QToolButton;

namespace modalscope {

class BackgroundLine;
class SampleView;

/// Goes through the samples of a dataset: split, class, column and "lacks something" filters; next, previous,
/// jump.
class SampleBrowser : public QWidget {
    Q_OBJECT
public:
    explicit SampleBrowser(QWidget* parent = nullptr);
    ~SampleBrowser() override;

    void setDataset(std::shared_ptr<const Dataset> dataset);
    void showSample(const QString& split, qint64 sample); ///< drops the filters when these leave it out

    const std::vector<std::int64_t>& matches() const { return m_matches; }

Q_SIGNALS:
    void filtered(); ///< the matches are those of the present filter

private:
    QWidget* makeFilters();
    QWidget* makeSteps();
    void fillSplit(); ///< classes and columns of the chosen split
    void fillValues(); ///< values of the chosen column
    void filter();
    void showPosition(int position); ///< among the matches
    void showNearest(std::int64_t sample); ///< the next match in the direction of `sample`
    SampleFilter presentFilter() const;

    std::shared_ptr<const Dataset> m_dataset;
    std::vector<std::int64_t> m_matches;
    std::int64_t m_wanted = 0; // sample to show once the filter has been applied
    int m_shown = 0; // place of the sample that is shown among the matches
    int m_request = 0; // of filter(); older answers are dropped
    bool m_filling = false;
    QComboBox* m_split;
    QComboBox* m_class;
    QComboBox* m_column;
    QComboBox* m_value;
    QCheckBox* m_incomplete;
    QToolButton* m_previous;
    QToolButton* m_next;
    QSpinBox* m_position;
    QLabel* m_count;
    SampleView* m_view;
    BackgroundLine* m_line;
};

} // namespace modalscope
