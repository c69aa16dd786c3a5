#pragma once

#include "app/page.h"

#include <QObject>
#include <QPointer>

namespace modalscope {

class DataView;
class Session;

/// Datasets: open, look at splits, classes, modalities and samples.
class DataPage : public Page {
public:
    explicit DataPage(Session& session);
    ~DataPage() override;

    QString id() const override { return QStringLiteral("data"); }
    QString title() const override;
    QIcon icon() const override;
    QWidget* widget(QWidget* parent) override;
    QList<QAction*> actions() override { return m_actions; }
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

private:
    Session& m_session;
    QPointer<DataView> m_view;
    QObject m_context; // owns the actions; connections end with the page
    QList<QAction*> m_actions;
};

} // namespace modalscope
