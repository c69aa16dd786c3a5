#include "app/pages/labelled_row.h"

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
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        row->addWidget(label);
        row->addWidget(combo, 1);
    }
    row->addStretch(1);
    return row;
}

void fillLabelledRow(QWidget* row, std::initializer_list<std::pair<QString, QComboBox*>> choices)
{
    auto* layout = labelledRow(row, choices);
    layout->setContentsMargins(0, 0, 0, 4);
    row->setLayout(layout);
}

} // namespace modalscope
