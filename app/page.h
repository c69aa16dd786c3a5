#pragma once

#include <QIcon>
#include <QJsonObject>
#include <QList>
#include <QString>

class QAction;
class QWidget;

namespace modalscope {

/// One tab of the window. Made at the start, so its constructor is cheap; its widget is made when it is first
/// shown. Reads the session it was given and calls its verbs; knows no other page.
class Page {
public:
    virtual ~Page() = default;

    virtual QString id() const = 0; ///< stable: "data", "experiment", "laziness", "runs"
    virtual QString title() const = 0; ///< "Laziness"
    virtual QIcon icon() const = 0;

    /// Made at the first call, with `parent`; the same one afterwards. The parent owns it.
    virtual QWidget* widget(QWidget* parent) = 0;

    /// Commands of the page for the menu, the command palette and shortcuts. May be called before `widget`.
    virtual QList<QAction*> actions() { return {}; }

    /// What comes back at the next start: splitter sizes, chosen curves. Called only once the widget exists.
    virtual QJsonObject saveState() const { return {}; }
    virtual void restoreState(const QJsonObject& /*state*/) { }
};

} // namespace modalscope
