#pragma once

class QComboBox;
class QWidget;

namespace modalscope {

/// A choice between one run and all selected seeds of its settings.
QComboBox* makeRunScope(const char* name, QWidget* parent);

/// Says how many runs "all" are, without a signal; with fewer than two there is nothing to choose.
void showScope(QComboBox& scope, int runs);

bool isAllSeeds(const QComboBox& scope); ///< chosen, and there is more than one

} // namespace modalscope
