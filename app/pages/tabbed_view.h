#pragma once

#include "app/pages/result_view.h"

#include <QJsonObject>

class QTabWidget;

namespace modalscope {

/// Results on several tabs, of which the chosen one comes back at the next start.
class TabbedView : public ResultView {
    Q_OBJECT
public:
    /// `name` as for ResultView: "missing" → "missingTabs".
    TabbedView(Session& session, const QString& name, QWidget* parent = nullptr);

    virtual QJsonObject saveState() const;
    virtual void restoreState(const QJsonObject& state);

protected:
    QTabWidget* tabs() const { return m_tabs; }

private:
    QTabWidget* m_tabs;
};

} // namespace modalscope
