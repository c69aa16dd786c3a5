#pragma once

#include <QObject>
#include <QString>

#include <vector>

class QMainWindow;

namespace modalscope {

class PageTabs;

/// Three saved layouts for three kinds of work. Leaving one keeps how it was left; `restoreDefault` forgets
/// that.
class Perspectives : public QObject {
    Q_OBJECT
public:
    struct Perspective {
        QString id; ///< "setup", "monitor", "analyse"
        QString title;
        QString page; ///< shown at first
        bool project, inspector, jobs; ///< docks that are open at first
    };

    Perspectives(QMainWindow& window, PageTabs& pages);

    static const std::vector<Perspective>& all();
    const QString& current() const { return m_current; }
    void show(const QString& id);
    void restoreDefault(); ///< of the current one
    void save(); ///< the current one as it is now, for the next start
    void restoreAtStart(); ///< what was shown when the window last closed

Q_SIGNALS:
    void changed();

private:
    void restore(const Perspective& perspective); // as it was left, or as it comes
    void applyDefault(const Perspective& perspective);
    static const Perspective& find(const QString& id);

    QMainWindow& m_window;
    PageTabs& m_pages;
    QString m_current;
};

} // namespace modalscope
