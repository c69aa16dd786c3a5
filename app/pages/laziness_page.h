#pragma once

#include "app/page.h"

#include <QObject>
#include <QPointer>

namespace modalscope {

class LazinessView;
class Session;

/// Which modality is lazy, over the epochs and at the end.
class LazinessPage : public Page {
public:
    explicit LazinessPage(Session& session);
    ~LazinessPage() override;

    QString id() const override { return QStringLiteral("laziness"); }
    QString title() const override;
    QIcon icon() const override;
    QWidget* widget(QWidget* parent) override;
    QList<QAction*> actions() override { return m_actions; }
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

private:
    Session& m_session;
    QPointer<LazinessView> m_view;
    QObject m_context; // owns the actions; connections end with the page
    QList<QAction*> m_actions;
};

} // namespace modalscope
