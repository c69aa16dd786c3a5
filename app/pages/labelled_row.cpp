#include "app/pages/labelled_row.h"

#include "widgets/base/flow_layout.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

namespace modalscope {

QHBoxLayout* labelledRow(QWidget* parent, std::initializer_list<std::pair<QString, QComboBox*>> choices)
{
    auto* row = new QHBoxLayout;
    for (const auto& [text, combo] : choices) {
        auto* label = new QLabel(text, parent);
        label->setProperty("caption", true);
        label->setBuddy(combo);
        combo->setAccessibleName(text);
        combo->setMinimumWidth(120);
        combo->setMaximumWidth(360);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        row->addWidget(label);
        row->addWidget(combo);
    }
    row->addStretch();
    return row;
}

void flowLabelledChoices(QWidget* parent, std::initializer_list<std::pair<QString, QComboBox*>> choices)
{
    auto* flow = new FlowLayout(parent);
    flow->setContentsMargins(0, 0, 0, 4);
    flow->setSpacing(6);
    for (const auto& [text, combo] : choices) {
        auto* pair = new QWidget(parent);
        auto* layout = labelledRow(pair, {{text, combo}});
        layout->setContentsMargins(0, 0, 8, 0);
        combo->setMaximumWidth(280);
        pair->setLayout(layout);
        flow->addWidget(pair);
    }
}

} // namespace modalscope
