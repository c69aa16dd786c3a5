#include "app/embedding/selection_side.h"

#include "app/embedding/current_sample_panel.h"
#include "app/embedding/neighbor_panel.h"
#include "app/embedding/sample_table.h"
#include "app/embedding/selection_summary_panel.h"

#include <QTabWidget>
#include <QVBoxLayout>

namespace modalscope {

SelectionSide::SelectionSide(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_tabs(new QTabWidget(this))
    , m_panels{new SampleTable(session, this), new SelectionSummaryPanel(session, this),
          new CurrentSamplePanel(session, this), new NeighborPanel(session, this)}
{
    setObjectName(QStringLiteral("selectionSide"));
    m_tabs->setObjectName(QStringLiteral("selectionTabs"));
    m_tabs->setDocumentMode(true);
    const QString titles[] = {tr("Samples"), tr("Summary"), tr("Sample"), tr("Neighbours")};
    for (std::size_t i = 0; i < m_panels.size(); ++i)
        m_tabs->addTab(m_panels[i], titles[i]);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
}

void SelectionSide::setSamples(std::shared_ptr<const EmbeddedSamples> samples)
{
    for (auto* panel : m_panels)
        panel->setSamples(samples);
}

int SelectionSide::currentTab() const
{
    return m_tabs->currentIndex();
}

void SelectionSide::setCurrentTab(int tab)
{
    m_tabs->setCurrentIndex(tab);
}

} // namespace modalscope
