#pragma once

#include "core/data/array.h"
#include "core/figure/figure.h"
#include "core/inspect/tensor_slice.h"
#include "core/inspect/tensor_spectrum.h"
#include "core/inspect/tensor_summary.h"

#include <string>

namespace modalscope {

/// Which tensor a figure is of.
struct TensorSource {
    std::string file; ///< its name, without folders
    std::string tensor;
    std::string type; ///< "float32"
    Shape shape;
};

/// How many values lie in each bin; the note has the statistics and says what is left out: NaN, infinite
/// ones.
Figure tensorHistogramFigure(const TensorLook& look, const TensorSource& source);

/// Values as coloured cells, the first row on top. `request` is what the slice was made by.
Figure tensorSliceFigure(const TensorSlice& slice, const SliceRequest& request, const TensorSource& source);

/// Singular values from the largest on, on a logarithmic axis when none is zero, with the effective rank as a
/// line.
Figure tensorSpectrumFigure(const TensorSpectrum& spectrum, const TensorSource& source);

/// "[64, 3, 7, 7]"
std::string shapeText(const Shape& shape);

} // namespace modalscope
