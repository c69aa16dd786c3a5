#include "core/models/norm_pool_kernels.h"

#include "core/base/fast_loops.h"

#include <algorithm>
#include <type_traits>

namespace modalscope {
namespace {

constexpr std::int64_t kWidth = 16; // channels that are summed side by side
constexpr std::int64_t kChunk = 64; // pixels that are summed before the sum goes on in double

/// Runs `block(first, width)` over the channels; the width is known at compile time for all but the last
/// block.
template <class Block>
[[gnu::always_inline]] inline void overChannels(std::int64_t channels, const Block& block)
{
    std::int64_t first = 0;
    for (; first + kWidth <= channels; first += kWidth)
        block(first, std::integral_constant<std::int64_t, kWidth>());
    if (first < channels)
        block(first, channels - first);
}

template <class T>
[[gnu::always_inline]] inline void moments(const T* __restrict x, MapSize size, const T* __restrict shift,
    double* __restrict sums, double* __restrict squares)
{
    std::fill_n(sums, size.channels, 0.0);
    std::fill_n(squares, size.channels, 0.0);
    for (std::int64_t begin = 0; begin < size.pixels(); begin += kChunk) {
        const auto end = std::min(begin + kChunk, size.pixels());
        overChannels(size.channels, [&](std::int64_t first, auto width) {
            T sum[kWidth] = {}, square[kWidth] = {};
            for (auto pixel = begin; pixel < end; ++pixel)
                for (std::int64_t c = 0; c < width; ++c) {
                    const T d = x[pixel * size.channels + first + c] - shift[first + c];
                    sum[c] += d;
                    square[c] += d * d;
                }
            for (std::int64_t c = 0; c < width; ++c) {
                sums[first + c] += double(sum[c]);
                squares[first + c] += double(square[c]);
            }
        });
    }
}

template <class T>
[[gnu::always_inline]] inline void pool(const T* __restrict x, MapSize size, const T* __restrict scale,
    const T* __restrict offset, T* __restrict y, std::uint8_t* __restrict chosen)
{
    const auto channels = size.channels, line = size.columns * channels;
    for (std::int64_t row = 0; row < size.rows / 2; ++row)
        for (std::int64_t column = 0; column < size.columns / 2; ++column) {
            const T* __restrict at = x + 2 * row * line + 2 * column * channels;
            for (std::int64_t c = 0; c < channels; ++c) {
                const T v0 = at[c] * scale[c] + offset[c];
                const T v1 = at[channels + c] * scale[c] + offset[c];
                const T v2 = at[line + c] * scale[c] + offset[c];
                const T v3 = at[line + channels + c] * scale[c] + offset[c];
                T best = v0;
                int k = 0;
                k = v1 > best ? 1 : k;
                best = v1 > best ? v1 : best;
                k = v2 > best ? 2 : k;
                best = v2 > best ? v2 : best;
                k = v3 > best ? 3 : k;
                best = v3 > best ? v3 : best;
                k = best <= 0 ? 4 : k;
                y[c] = best <= 0 ? T(0) : best; // not a number stays what it is
                chosen[c] = std::uint8_t(k);
            }
            y += channels;
            chosen += channels;
        }
}

template <class T>
[[gnu::always_inline]] inline void gradientSums(const T* __restrict x, const T* __restrict dy,
    const std::uint8_t* __restrict chosen, MapSize size, const T* __restrict mean, double* __restrict sums,
    double* __restrict products)
{
    const auto channels = size.channels, line = size.columns * channels;
    std::fill_n(sums, channels, 0.0);
    std::fill_n(products, channels, 0.0);
    const auto cells = size.columns / 2;
    for (std::int64_t row = 0; row < size.rows / 2; ++row)
        overChannels(channels, [&](std::int64_t first, auto width) {
            T sum[kWidth] = {}, product[kWidth] = {};
            for (std::int64_t column = 0; column < cells; ++column) {
                const T* at = x + 2 * row * line + 2 * column * channels + first;
                const auto cell = (row * cells + column) * channels + first;
                for (std::int64_t c = 0; c < width; ++c) {
                    const int k = chosen[cell + c];
                    const T x0 = at[c], x1 = at[channels + c], x2 = at[line + c],
                            x3 = at[line + channels + c];
                    const T upper = k == 1 ? x1 : x0;
                    const T lower = k == 3 ? x3 : x2;
                    const T value = k >= 2 ? lower : upper;
                    const T all = dy[cell + c];
                    const T g = k == 4 ? T(0) : all;
                    sum[c] += g;
                    product[c] += g * (value - mean[first + c]);
                }
            }
            for (std::int64_t c = 0; c < width; ++c) {
                sums[first + c] += double(sum[c]);
                products[first + c] += double(product[c]);
            }
        });
}

template <class T>
[[gnu::always_inline]] inline void spread(const T* __restrict x, const T* __restrict dy,
    const std::uint8_t* __restrict chosen, MapSize size, const NormGradient<T>& norm, T* __restrict dx)
{
    const auto channels = size.channels, line = size.columns * channels;
    const T* __restrict scale = norm.scale;
    const T* __restrict constant = norm.constant;
    const T* __restrict slope = norm.slope;
    const T* __restrict mean = norm.mean;
    const auto rest = [&](std::int64_t pixel) { // a pixel outside all cells
        for (std::int64_t c = 0; c < channels; ++c)
            dx[pixel * channels + c]
                = -scale[c] * (constant[c] + slope[c] * (x[pixel * channels + c] - mean[c]));
    };
    for (std::int64_t row = 0; row < size.rows / 2; ++row) {
        for (std::int64_t column = 0; column < size.columns / 2; ++column) {
            const auto corner = 2 * row * line + 2 * column * channels;
            for (int k = 0; k < 4; ++k) {
                const auto pixel = corner + (k / 2) * line + (k % 2) * channels;
                const T* __restrict from = x + pixel;
                T* __restrict to = dx + pixel;
                for (std::int64_t c = 0; c < channels; ++c) {
                    const T all = dy[c];
                    const T g = chosen[c] == k ? all : T(0);
                    to[c] = scale[c] * (g - constant[c] - slope[c] * (from[c] - mean[c]));
                }
            }
            dy += channels;
            chosen += channels;
        }
        if (size.columns % 2) {
            rest(2 * row * size.columns + size.columns - 1);
            rest((2 * row + 1) * size.columns + size.columns - 1);
        }
    }
    if (size.rows % 2)
        for (std::int64_t column = 0; column < size.columns; ++column)
            rest((size.rows - 1) * size.columns + column);
}

} // namespace

MODALSCOPE_FAST void channelMoments(
    const float* x, MapSize size, const float* shift, double* sums, double* squares)
{
    moments(x, size, shift, sums, squares);
}

MODALSCOPE_FAST void channelMoments(
    const double* x, MapSize size, const double* shift, double* sums, double* squares)
{
    moments(x, size, shift, sums, squares);
}

MODALSCOPE_FAST void normReluPool(
    const float* x, MapSize size, const float* scale, const float* offset, float* y, std::uint8_t* chosen)
{
    pool(x, size, scale, offset, y, chosen);
}

MODALSCOPE_FAST void normReluPool(
    const double* x, MapSize size, const double* scale, const double* offset, double* y, std::uint8_t* chosen)
{
    pool(x, size, scale, offset, y, chosen);
}

MODALSCOPE_FAST void gradientMoments(const float* x, const float* dy, const std::uint8_t* chosen,
    MapSize size, const float* mean, double* sums, double* products)
{
    gradientSums(x, dy, chosen, size, mean, sums, products);
}

MODALSCOPE_FAST void gradientMoments(const double* x, const double* dy, const std::uint8_t* chosen,
    MapSize size, const double* mean, double* sums, double* products)
{
    gradientSums(x, dy, chosen, size, mean, sums, products);
}

MODALSCOPE_FAST void inputGradient(const float* x, const float* dy, const std::uint8_t* chosen, MapSize size,
    const NormGradient<float>& norm, float* dx)
{
    spread(x, dy, chosen, size, norm, dx);
}

MODALSCOPE_FAST void inputGradient(const double* x, const double* dy, const std::uint8_t* chosen,
    MapSize size, const NormGradient<double>& norm, double* dx)
{
    spread(x, dy, chosen, size, norm, dx);
}

} // namespace modalscope
