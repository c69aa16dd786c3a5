#pragma once

#include <QComboBox>
#include <QString>

#include <initializer_list>
#include <utility>

namespace modalscope {

class FigureView;

/// Fills `panel`: choices with their captions in a row, screen readers get the captions too, and `further` at
/// its end; below them the figure, which is scrolled where it has less room than it needs.
void layOutFigurePanel(QWidget* panel, std::initializer_list<std::pair<QString, QComboBox*>> choices,
    FigureView* figure, QWidget* further = nullptr);

} // namespace modalscope
