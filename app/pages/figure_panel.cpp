#include "app/pages/figure_panel.h"

#include "widgets/plot/figure_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace modalscope {

void layOutFigurePanel(
    QWidget* panel, std::initializer_list<std::pair<QString, QComboBox*>> choices, FigureView* figure)
{
    auto* row = new QHBoxLayout;
    for (const auto& [text, combo] : choices) {
        auto* label = new QLabel(text, panel);
        label->setProperty("caption", true);
        label->setBuddy(combo);
        combo->setAccessibleName(text);
        combo->setMinimumWidth(120);
        row->addWidget(label);
        row->addWidget(combo);
    }
    row->addStretch();
    auto* scroll = new QScrollArea(panel);
    scroll->setWidget(figure);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(row);
    layout->addWidget(scroll, 1);
}

} // namespace modalscope
