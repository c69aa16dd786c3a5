#include "app/checkpoint/checkpoint_page.h"

#include "app/checkpoint/checkpoint_view.h"
#include "app/pages/shown_figure.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QAction>

#include <functional>

namespace modalscope {

template class ViewPage<CheckpointView>;

CheckpointPage::CheckpointPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("checkpoint"), QObject::tr("Checkpoint"), modalscope::icon(u"checkpoint"),
            QStringLiteral("checkpoint")})
{
    const auto add = [this](const char* name, QStringView iconName, const QString& text,
                         std::function<void(CheckpointView&)> does) {
        auto* action = new QAction(modalscope::icon(iconName), text, &m_context);
        action->setObjectName(QString::fromLatin1(name));
        QObject::connect(action, &QAction::triggered, &m_context, [this, does = std::move(does)] {
            m_session.requestPage("checkpoint");
            if (m_view)
                does(*m_view);
        });
        m_actions << action;
    };
    add("openCheckpointAction", u"open", QObject::tr("Open a checkpoint…"), &CheckpointView::openFiles);
    add("closeCheckpointAction", u"close", QObject::tr("Close the checkpoint"),
        &CheckpointView::closeCurrent);
    add("checkValuesAction", u"check", QObject::tr("Check all values of the checkpoint"),
        &CheckpointView::checkValues);
    add("saveTensorAction", u"export", QObject::tr("Save the tensor as .npy…"), &CheckpointView::saveTensor);
}

CheckpointPage::~CheckpointPage() = default;

QList<QAction*> CheckpointPage::actions()
{
    return m_actions + shownFigureActions(m_view);
}

} // namespace modalscope
