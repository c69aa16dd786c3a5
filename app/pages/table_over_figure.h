#pragma once

#include <QString>

class QWidget;

namespace modalscope {

class FigureView;
class TablePanel;

/// A table above its figure with a handle between them; a low window scrolls instead of squeezing the table.
/// `name` begins the names of the parts: "adapter" → "adapterSplitter", "adapterScroll".
QWidget* tableOverFigure(const QString& name, TablePanel* table, FigureView* figure);

} // namespace modalscope
