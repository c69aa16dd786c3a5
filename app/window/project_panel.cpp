#include "app/window/project_panel.h"

#include "app/window/dataset_panel.h"
#include "app/window/run_table.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace modalscope {

ProjectPanel::ProjectPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_datasets(new DatasetPanel(session))
    , m_runs(new RunTable(session))
{
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("projectSplitter"));
    splitter->addWidget(m_datasets);
    splitter->addWidget(m_runs);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({130, 500});
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 6);
    layout->addWidget(splitter);
    setMinimumWidth(220);
}

} // namespace modalscope
