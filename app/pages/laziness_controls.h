#pragma once

#include "app/pages/laziness_maker.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QJsonObject;
class QSpinBox;

namespace modalscope {

/// What one choice of the layout shows, in reading order, and how many stand side by side.
struct ChartLayout {
    const char* name;
    std::vector<LazinessChart> charts;
    int columns;
};

/// The line above the charts of the laziness page: which charts, of what, how smooth, and the epoch.
class LazinessControls : public QWidget {
    Q_OBJECT
public:
    explicit LazinessControls(QWidget* parent = nullptr);

    const ChartLayout& chartLayout() const;
    double smoothing() const; ///< weight of the past, 0 = none
    void fill(LazinessFigureOptions& options) const; ///< lines, part and band
    void showEpoch(int epoch); ///< 0 = none; no epochChosen()

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void layoutChanged();
    void changed();
    void epochChosen(int epoch);

private:
    QComboBox* m_layout;
    QComboBox* m_lines;
    QComboBox* m_part;
    QComboBox* m_smoothing;
    QCheckBox* m_band;
    QSpinBox* m_epoch;
};

} // namespace modalscope
