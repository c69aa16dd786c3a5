#pragma once

#include "app/page.h"

#include <QObject>
#include <QPointer>

namespace modalscope {

class ExperimentView;
class Session;

/// Sets up and starts methods × seeds on a dataset.
class ExperimentPage : public Page {
public:
    explicit ExperimentPage(Session& session);
    ~ExperimentPage() override;

    QString id() const override { return QStringLiteral("experiment"); }
    QString title() const override;
    QIcon icon() const override;
    QWidget* widget(QWidget* parent) override;
    QList<QAction*> actions() override { return m_actions; }
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

private:
    Session& m_session;
    QPointer<ExperimentView> m_view;
    QObject m_context; // owns the actions; connections end with the page
    QList<QAction*> m_actions;
};

} // namespace modalscope
