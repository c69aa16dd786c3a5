#pragma once

#include <QColor>

namespace modalscope {

/// Colour of a cell at `share` of a heat map's range, 0 to 1: from near the ground to the strongest blue,
/// evenly growing in contrast, so that it also reads in grey. Source: ColorBrewer 2.0, "Blues"; turned round
/// on dark ground.
QColor heatColor(double share, bool dark);

/// White where it has a contrast of 4.5 on `fill`, else black, which then has one of 4.6: as in scripts.
QColor textOn(const QColor& fill);

} // namespace modalscope
