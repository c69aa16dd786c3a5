#pragma once

#include "app/page.h"
#include "app/pages/help_shortcut.h"

#include <QObject>
#include <QPointer>

#include <utility>

namespace modalscope {

class Session;

/// What a page is called and where its help is.
struct PageLooks {
    QString id, title;
    QIcon icon;
    QString helpTopic; ///< of help_topics.h; F1 opens it
};

/// A page that is one view of the session: `View(Session&, QWidget*)` with saveState() and restoreState().
/// Instantiated once per page, where the view is known.
template <class View>
class ViewPage : public Page {
public:
    ViewPage(Session& session, PageLooks looks)
        : m_session(session)
        , m_looks(std::move(looks))
    { }

    QString id() const override { return m_looks.id; }
    QString title() const override { return m_looks.title; }
    QIcon icon() const override { return m_looks.icon; }
    QList<QAction*> actions() override { return m_actions; }

    QWidget* widget(QWidget* parent) override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

protected:
    Session& m_session;
    QPointer<View> m_view;
    QObject m_context; ///< owns the actions; connections end with the page
    QList<QAction*> m_actions;

private:
    PageLooks m_looks;
};

template <class View>
QWidget* ViewPage<View>::widget(QWidget* parent)
{
    if (!m_view) {
        m_view = new View(m_session, parent);
        addHelpShortcut(m_view, m_session, m_looks.helpTopic);
    }
    return m_view;
}

template <class View>
QJsonObject ViewPage<View>::saveState() const
{
    return m_view ? m_view->saveState() : QJsonObject();
}

template <class View>
void ViewPage<View>::restoreState(const QJsonObject& state)
{
    if (m_view)
        m_view->restoreState(state);
}

} // namespace modalscope
