#pragma once

#include "widgets/session/session_change.h"

#include <QWidget>

#include <functional>
#include <map>
#include <string>

class QComboBox;
class QStackedWidget;
class QTimer;

namespace modalscope {

class MessageBar;
class Session;
class TablePanel;

/// A view of what is computed from the session's runs on another thread: messages, below them either the
/// results or why there are none. It asks for results while it is seen; many changes at once ask once.
class ResultView : public QWidget {
    Q_OBJECT
public:
    /// `name` begins the names of its parts: "ablation" → "ablationView", "ablationMessages".
    ResultView(Session& session, const QString& name, QWidget* parent = nullptr);

Q_SIGNALS:
    void drawn(); ///< figures and tables show the newest numbers

protected:
    virtual void request() = 0; ///< the newest results are wanted
    /// Whether results may be others after `change`: of runs, datasets and colours by default.
    virtual bool concerns(const SessionChange& change) const;
    void showEvent(QShowEvent* event) override;

    void ask();
    void fill(const std::function<void()>& change); ///< choices and ticks, without asking for results
    bool isFilling() const { return m_filling; }
    QComboBox* addChoice(const char* name, QWidget* parent); ///< asks when something else is chosen
    /// A table whose numbers lead to their runs; what it says goes to the messages.
    TablePanel* addTable(const QString& name, QWidget* parent);
    std::map<std::string, int> groupColors() const;

    Session& session() const { return m_session; }
    MessageBar& messages() const { return *m_messages; }
    QStackedWidget& pages() const { return *m_pages; } ///< empty states and the results

private:
    Session& m_session;
    QTimer* m_timer;
    MessageBar* m_messages;
    QStackedWidget* m_pages;
    bool m_filling = false;
};

} // namespace modalscope
