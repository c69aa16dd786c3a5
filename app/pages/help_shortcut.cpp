#include "app/pages/help_shortcut.h"

#include "widgets/session/session.h"

#include <QKeyEvent>
#include <QWidget>

namespace modalscope {
namespace {

/// Takes F1 before the window's own shortcut for the help does, which knows no topic.
class HelpKey : public QObject {
public:
    HelpKey(QWidget* page, Session& session, QString topic)
        : QObject(page)
        , m_session(session)
        , m_topic(std::move(topic))
    {
        page->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
            return QObject::eventFilter(watched, event);
        auto* key = static_cast<QKeyEvent*>(event);
        if (!key->matches(QKeySequence::HelpContents))
            return QObject::eventFilter(watched, event);
        key->accept();
        if (event->type() == QEvent::KeyPress)
            showHelp(m_session, m_topic);
        return true;
    }

private:
    Session& m_session;
    QString m_topic;
};

} // namespace

void showHelp(Session& session, const QString& topic)
{
    session.requestPage("help");
    session.requestPage("help/" + topic.toStdString());
}

void addHelpShortcut(QWidget* page, Session& session, const QString& topic)
{
    new HelpKey(page, session, topic);
}

} // namespace modalscope
