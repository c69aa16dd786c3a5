#include "app/pages/labelled_choices.h"

#include <QHBoxLayout>
#include <QLabel>

namespace modalscope {

QHBoxLayout* labelledChoices(QWidget* parent, std::initializer_list<std::pair<QString, QComboBox*>> choices)
{
    auto* row = new QHBoxLayout;
    for (const auto& [text, combo] : choices) {
        auto* label = new QLabel(text, parent);
        label->setProperty("caption", true);
        label->setBuddy(combo);
        combo->setAccessibleName(text);
        combo->setMinimumWidth(120);
        row->addWidget(label);
        row->addWidget(combo);
    }
    row->addStretch();
    return row;
}

} // namespace modalscope
