#pragma once

#include <QString>

#include <initializer_list>
#include <utility>

class QComboBox;
class QHBoxLayout;
class QWidget;

namespace modalscope {

/// Choices with their captions, from the left; screen readers get the captions too.
QHBoxLayout* labelledRow(QWidget* parent, std::initializer_list<std::pair<QString, QComboBox*>> choices);

/// The same as all that `row` holds.
void fillLabelledRow(QWidget* row, std::initializer_list<std::pair<QString, QComboBox*>> choices);

} // namespace modalscope
