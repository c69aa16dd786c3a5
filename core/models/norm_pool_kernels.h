#pragma once

#include <cstdint>

namespace modalscope {

/// Size of the maps that the kernels below see: [row, column, channel] of one sample, channels next to each
/// other.
struct MapSize {
    std::int64_t rows = 0, columns = 0, channels = 0;
    std::int64_t pixels() const { return rows * columns; }
    std::int64_t cells() const
    {
        return (rows / 2) * (columns / 2);
    } ///< of the 2×2 pool; an odd last row or column is left out
};

/// Per channel, Σ (x − shift) and Σ (x − shift)² over the pixels of one sample.
void channelMoments(const float* x, MapSize size, const float* shift, double* sums, double* squares);
void channelMoments(const double* x, MapSize size, const double* shift, double* sums, double* squares);

/// y = max over 2×2 of max(0, scale·x + offset), [cell, channel]; `chosen` is which of the four pixels it
/// came from (0 to 3), 4 where the maximum is 0.
void normReluPool(
    const float* x, MapSize size, const float* scale, const float* offset, float* y, std::uint8_t* chosen);
void normReluPool(const double* x, MapSize size, const double* scale, const double* offset, double* y,
    std::uint8_t* chosen);

/// Per channel, Σ g and Σ g·(x − mean), g being the gradient `dy` at the chosen pixels and 0 elsewhere.
void gradientMoments(const float* x, const float* dy, const std::uint8_t* chosen, MapSize size,
    const float* mean, double* sums, double* products);
void gradientMoments(const double* x, const double* dy, const std::uint8_t* chosen, MapSize size,
    const double* mean, double* sums, double* products);

/// dx = scale·(g − constant − slope·(x − mean)) for every pixel.
template <class T>
struct NormGradient {
    const T *scale, *constant, *slope, *mean; ///< per channel
};
void inputGradient(const float* x, const float* dy, const std::uint8_t* chosen, MapSize size,
    const NormGradient<float>& norm, float* dx);
void inputGradient(const double* x, const double* dy, const std::uint8_t* chosen, MapSize size,
    const NormGradient<double>& norm, double* dx);

} // namespace modalscope
