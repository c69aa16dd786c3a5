#pragma once

#include <QImage>

#include <span>

namespace modalscope {

/// Viridis, a colour map of even steps for the eye that also prints in grey; `share` from 0 to 1.
/// Source: van der Walt and Smith 2015, as a polynomial of degree 6 (largest error under 2 of 255).
QRgb viridis(double share);

/// Smallest and largest finite value; 0 and 1 when there is none or all are equal.
std::pair<float, float> valueRange(std::span<const float> values);

/// [row, column] values in the colours of viridis, or in grey.
QImage mapImage(std::span<const float> values, int rows, int columns, bool inColor);

/// [channel, row, column]: three channels as red, green, blue; else as one map per channel, side by side.
/// Values outside of 0 to 1 are stretched to their range.
QImage channelImage(std::span<const float> values, int channels, int rows, int columns);

/// Class indices [row, column] in the colours of the palette.
QImage classImage(std::span<const float> values, int rows, int columns, bool dark);

} // namespace modalscope
