#pragma once

#include "app/pages/missing_maker.h"
#include "widgets/runs/newest_work.h"
#include "widgets/session/session_change.h"

#include <QWidget>

#include <map>

class QComboBox;
class QJsonObject;
class QStackedWidget;
class QTabWidget;
class QTimer;

namespace modalscope {

class FigureView;
class MessageBar;
class Session;
class TablePanel;

/// How methods do when modalities are missing: against the rate, for every set of modalities, and what each
/// modality contributes; figures with the tables behind them.
class MissingView : public QWidget {
    Q_OBJECT
public:
    explicit MissingView(Session& session, QWidget* parent = nullptr);
    ~MissingView() override;

    const MissingResult& result() const { return m_result; }
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void drawn(); ///< figures and tables show the newest numbers

protected:
    void showEvent(QShowEvent* event) override;

private:
    /// A figure with the table behind it.
    struct Sheet {
        FigureView* figure = nullptr;
        TablePanel* table = nullptr; ///< null: none
    };
    QWidget* makeTop();
    QWidget* makeEmpty();
    Sheet addSheet(const QString& title, const char* name, bool hasTable);
    void react(const SessionChange& change);
    void ask(); ///< many changes at once ask once
    void request();
    void showResult(const MissingResult& result);
    void offerAll(const MissingResult& result);

    Session& m_session;
    MissingResult m_result;
    QTimer* m_timer;
    MessageBar* m_messages;
    QStackedWidget* m_stack;
    QTabWidget* m_tabs;
    QComboBox* m_scope;
    QComboBox* m_metric;
    QComboBox* m_trainRate;
    QComboBox* m_baseline;
    QComboBox* m_heatGroup;
    Sheet m_sweep, m_subsets, m_heat, m_lost, m_contributions;
    bool m_filling = false;
    NewestWork<MissingRequest, MissingResult> m_work;
};

} // namespace modalscope
