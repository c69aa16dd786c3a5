#pragma once

#include "core/figure/figure.h"

#include <QDialog>

#include <vector>

namespace modalscope {

/// Cells of a CSV text, row by row; quoted fields may hold commas, quotes and line ends.
std::vector<QStringList> csvCells(const QString& csv);

/// "Data…": every number that a figure draws, the same as its CSV, with search, sort and copy.
class FigureDataDialog : public QDialog {
    Q_OBJECT
public:
    explicit FigureDataDialog(const Figure& figure, QWidget* parent = nullptr);
};

} // namespace modalscope
