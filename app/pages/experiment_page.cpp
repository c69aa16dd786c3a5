#include "app/pages/experiment_page.h"

#include "app/pages/experiment_view.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QAction>

namespace modalscope {

template class ViewPage<ExperimentView>;

ExperimentPage::ExperimentPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("experiment"), QObject::tr("Experiment"), modalscope::icon(u"experiment"),
            QStringLiteral("experiment")})
{
    auto* start = new QAction(
        modalscope::icon(u"play"), QObject::tr("Start the runs of the experiment page"), &m_context);
    start->setObjectName(QStringLiteral("startAction"));
    start->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
    QObject::connect(start, &QAction::triggered, &m_context, [this] {
        m_session.requestPage("experiment");
        if (m_view)
            m_view->start();
    });
    m_actions << start;

    auto* load = new QAction(modalscope::icon(u"open"), QObject::tr("Load experiment…"), &m_context);
    load->setObjectName(QStringLiteral("loadAction"));
    QObject::connect(load, &QAction::triggered, &m_context, [this] {
        m_session.requestPage("experiment");
        if (m_view)
            m_view->loadExperiment();
    });
    m_actions << load;

    auto* save = new QAction(modalscope::icon(u"export"), QObject::tr("Save experiment…"), &m_context);
    save->setObjectName(QStringLiteral("saveAction"));
    QObject::connect(save, &QAction::triggered, &m_context, [this] {
        m_session.requestPage("experiment");
        if (m_view)
            m_view->saveExperiment();
    });
    m_actions << save;
}

ExperimentPage::~ExperimentPage() = default;

} // namespace modalscope
