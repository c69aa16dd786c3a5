#pragma once

#include "app/page.h"

#include <QObject>
#include <QPointer>

namespace modalscope {

class RunsView;
class Session;

/// All runs of the workspace side by side.
class RunsPage : public Page {
public:
    explicit RunsPage(Session& session);
    ~RunsPage() override;

    QString id() const override { return QStringLiteral("runs"); }
    QString title() const override;
    QIcon icon() const override;
    QWidget* widget(QWidget* parent) override;
    QList<QAction*> actions() override { return m_actions; }
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

private:
    Session& m_session;
    QPointer<RunsView> m_view;
    QObject m_context; // owns the actions; connections end with the page
    QList<QAction*> m_actions;
};

} // namespace modalscope
