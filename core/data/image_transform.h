#pragma once

#include "core/data/array.h"

#include <cstdint>

namespace modalscope {

// What pictures and label maps go through before a network sees them, as PyTorch and torchvision compute it
// on float tensors. Pictures are [channel, row, column], label maps [row, column] or [1, row, column]: the
// last two axes are rows and columns, everything before is channels.

/// Left and right change places.
void flipColumns(Array& image);

/// 3 × 3 Gaussian of standard deviation 0.8 (torchvision's for that size), edges reflected: a picture of a
/// single row or column keeps it.
void blurImage(Array& image);

/// Factors of 1 change nothing.
struct ColourFactors {
    double brightness = 1, contrast = 1, saturation = 1;
};

/// Brightness, then contrast about the mean grey, then saturation about each pixel's grey (0.2989 R + 0.587 G
/// + 0.114 B); with other than three channels contrast is about the mean, and saturation changes nothing.
/// Values stay in 0 .. 1 as torchvision's do, or in the picture's own range where that is wider.
void changeColours(Array& image, const ColourFactors& factors);

/// A window of the picture as it were in another size.
struct ResizedWindow {
    std::int64_t rows = 0, columns = 0; ///< of the whole picture after resizing
    std::int64_t top = 0, left = 0; ///< first row and column of the window in that
    std::int64_t windowRows = 0, windowColumns = 0; ///< may reach beyond the picture: that is padding

    bool operator==(const ResizedWindow&) const = default;
};

/// Bilinear, corners not aligned, no smoothing before shrinking (PyTorch's `interpolate(mode="bilinear")`).
Array resizeImage(const Array& image, const ResizedWindow& window, float padding = 0);

/// Nearest, the value at floor(i · size / new size) (PyTorch's "nearest"): for label maps.
Array resizeLabels(const Array& labels, const ResizedWindow& window, float padding);

} // namespace modalscope
