#pragma once

#include "app/pages/laziness_maker.h"
#include "widgets/session/session_change.h"

#include <QWidget>

#include <map>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QJsonObject;
class QSpinBox;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace modalscope {

class EmptyState;
class FigureView;
class LazinessSide;
class MessageBar;
class Session;

/// Which modality is lazy, seen over the epochs and at the end; live while runs train.
class LazinessView : public QWidget {
    Q_OBJECT
public:
    explicit LazinessView(Session& session, QWidget* parent = nullptr);
    ~LazinessView() override;

    FigureView* chart(LazinessChart chart) const;
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void drawn(); ///< the charts show the newest numbers

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeControls();
    QWidget* makeCharts();
    QWidget* makeEmpty();
    void react(const SessionChange& change);
    void arrange();
    void ask(); ///< for new figures; many changes at once ask once
    void request();
    void showResult(const LazinessResult& result);
    void selectSeries(LazinessChart chart, int panel, int series);
    void trainMissingAlone();
    std::set<LazinessChart> shownCharts() const;

    Session& m_session;
    SnapshotCache m_snapshots;
    LazinessMaker* m_maker;
    LazinessResult m_result;
    QTimer* m_timer;
    MessageBar* m_messages;
    QStackedWidget* m_stack;
    QSplitter* m_splitter;
    LazinessSide* m_side;
    QComboBox* m_layout;
    QComboBox* m_part;
    QComboBox* m_lines;
    QComboBox* m_smoothing;
    QCheckBox* m_band;
    QSpinBox* m_cursor;
    QGridLayout* m_grid;
    std::map<LazinessChart, FigureView*> m_charts;
    bool m_shownOnce = false;
};

} // namespace modalscope
