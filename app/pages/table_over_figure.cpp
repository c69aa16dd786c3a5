#include "app/pages/table_over_figure.h"

#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QScrollArea>
#include <QSplitter>

namespace modalscope {
namespace {

// Pixels. A table shows five rows and what stands below it.
constexpr int kLeastFigureBelowTable = 220;
constexpr int kLeastTableOverFigure = 240;

} // namespace

QWidget* tableOverFigure(const QString& name, TablePanel* table, FigureView* figure)
{
    auto* both = new QSplitter(Qt::Vertical);
    both->setObjectName(name + QStringLiteral("Splitter"));
    both->setStyleSheet(QStringLiteral("QSplitter::handle:vertical { border-top: 1px solid palette(mid); "
                                       "margin-top: 4px; margin-bottom: 4px; }"));
    table->setMinimumHeight(kLeastTableOverFigure);
    figure->setMinimumHeight(kLeastFigureBelowTable);
    both->setChildrenCollapsible(false);
    both->setHandleWidth(10);
    both->addWidget(table);
    both->addWidget(figure);
    both->setStretchFactor(0, 1);
    both->setStretchFactor(1, 1);
    auto* area = new QScrollArea;
    area->setObjectName(name + QStringLiteral("Scroll"));
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(both);
    return area;
}

} // namespace modalscope
