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

/// The same as all that `parent` holds, in as many lines as they need.
void flowLabelledChoices(QWidget* parent, std::initializer_list<std::pair<QString, QComboBox*>> choices);

} // namespace modalscope
