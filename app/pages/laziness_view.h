#pragma once

#include "app/pages/laziness_maker.h"
#include "widgets/runs/newest_work.h"
#include "widgets/session/session_change.h"

#include <QWidget>

#include <string>
#include <vector>

class QJsonObject;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace modalscope {

class EmptyState;
class FigureView;
class LazinessCharts;
class LazinessControls;
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
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeEmpty();
    void react(const SessionChange& change);
    void ask(); ///< for new figures; many changes at once ask once
    void request();
    void showResult(const LazinessResult& result);
    void selectSeries(LazinessChart chart, int panel, int series);
    void trainMissingAlone();

    Session& m_session;
    SnapshotCache m_snapshots;
    LazinessResult m_result;
    QTimer* m_timer;
    MessageBar* m_messages;
    QStackedWidget* m_stack;
    QSplitter* m_splitter;
    LazinessControls* m_controls;
    LazinessCharts* m_charts;
    LazinessSide* m_side;
    std::string m_listed; // fingerprint of the dataset whose groups and modalities the lists beside show
    std::vector<std::string> m_drawnGroups, m_drawnModalities; // that the last request was restricted to
    NewestWork<LazinessRequest, LazinessResult> m_work;
};

} // namespace modalscope
