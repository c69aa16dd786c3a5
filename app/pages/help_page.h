#pragma once

#include "app/page.h"

#include <QObject>
#include <QPointer>

namespace modalscope {

class HelpView;
class Session;

/// The help. `requestPage("help/<topic>")` shows one of its topics.
class HelpPage : public Page {
public:
    explicit HelpPage(Session& session);
    ~HelpPage() override;

    QString id() const override { return QStringLiteral("help"); }
    QString title() const override;
    QIcon icon() const override;
    QWidget* widget(QWidget* parent) override;
    QList<QAction*> actions() override { return m_actions; }

private:
    Session& m_session;
    QPointer<HelpView> m_view;
    QString m_topic; // asked for before the widget was made
    QObject m_context; // owns the actions; connections end with the page
    QList<QAction*> m_actions;
};

} // namespace modalscope
