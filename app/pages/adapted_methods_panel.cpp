#include "app/pages/adapted_methods_panel.h"

#include "app/pages/table_over_figure.h"
#include "core/figure/adapted_methods_figure.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr const char* kCommand = "adapters page, methods";

} // namespace

AdaptedMethodsPanel::AdaptedMethodsPanel(QWidget* parent)
    : QWidget(parent)
    , m_table(new TablePanel(this))
    , m_figure(new FigureView(this))
    , m_work([](const Runs& runs) { return make(runs); },
          [this](const Made& made) {
              m_table->setTable(made.table);
              m_figure->setEmptyText(tr("Nothing to compare"), toQt(made.figure.note));
              m_figure->setFigure(made.figure);
          })
{
    m_table->setObjectName(QStringLiteral("adaptedMethodsTable"));
    m_figure->setObjectName(QStringLiteral("adaptedMethodsFigure"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(tableOverFigure(QStringLiteral("adaptedMethods"), m_table, m_figure));
}

void AdaptedMethodsPanel::setRuns(const Runs& runs)
{
    m_runs = runs;
    if (isVisible())
        ask();
}

void AdaptedMethodsPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

void AdaptedMethodsPanel::ask()
{
    if (m_runs == nullptr || m_runs == m_asked)
        return;
    m_asked = m_runs;
    m_work.request(m_runs);
}

AdaptedMethodsPanel::Made AdaptedMethodsPanel::make(const Runs& runs)
{
    std::vector<const StoredRun*> all;
    for (const auto& run : *runs)
        all.push_back(&run);
    const auto groups = adaptedGroups(all);
    return {adaptedMethodsTable(groups, kCommand), adaptedMethodsFigure(groups, kCommand)};
}

} // namespace modalscope
