#include "app/pages/figure_panel.h"

#include "app/pages/labelled_row.h"
#include "widgets/plot/figure_view.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace modalscope {

void layOutFigurePanel(QWidget* panel, std::initializer_list<std::pair<QString, QComboBox*>> choices,
    FigureView* figure, QWidget* further)
{
    auto* scroll = new QScrollArea(panel);
    scroll->setWidget(figure);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 6, 0, 0);
    auto* row = labelledRow(panel, choices);
    if (further != nullptr)
        row->addWidget(further);
    layout->addLayout(row);
    layout->addWidget(scroll, 1);
}

} // namespace modalscope
