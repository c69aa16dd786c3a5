#pragma once

#include "app/pages/ablation_maker.h"
#include "widgets/runs/newest_work.h"
#include "widgets/session/session_change.h"

#include <QWidget>

class QComboBox;
class QJsonObject;
class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTimer;

namespace modalscope {

class FigureView;
class MessageBar;
class Session;
class TablePanel;

/// Takes MLA apart: ticks choose its components and controls, the table and the figure follow, and what has
/// not been trained yet is queued with one click.
class AblationView : public QWidget {
    Q_OBJECT
public:
    explicit AblationView(Session& session, QWidget* parent = nullptr);
    ~AblationView() override;

    const AblationResult& result() const { return m_result; }
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void drawn(); ///< table and figure show the newest numbers

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeBuilder();
    QWidget* makeEmpty();
    QWidget* makeClosed();
    void openDataset();
    void fillComponents();
    void react(const SessionChange& change);
    void ask(); ///< many changes at once ask once
    void request();
    void showResult(const AblationResult& result);
    void trainMissing();
    bool isQueued(const std::string& id) const;
    std::vector<std::string> ticked() const;

    Session& m_session;
    AblationResult m_result;
    QTimer* m_timer;
    MessageBar* m_messages;
    QStackedWidget* m_stack;
    QComboBox* m_base;
    QComboBox* m_rate;
    QComboBox* m_test;
    QListWidget* m_components;
    QLabel* m_missing;
    QPushButton* m_train;
    TablePanel* m_table;
    FigureView* m_figure;
    bool m_filling = false;
    NewestWork<AblationRequest, AblationResult> m_work;
};

} // namespace modalscope
