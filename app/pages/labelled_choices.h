#pragma once

#include <QComboBox>
#include <QString>

#include <initializer_list>
#include <utility>

class QHBoxLayout;

namespace modalscope {

/// A row of choices with their captions, from the left; screen readers get the captions too.
QHBoxLayout* labelledChoices(QWidget* parent, std::initializer_list<std::pair<QString, QComboBox*>> choices);

} // namespace modalscope
