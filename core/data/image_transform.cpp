#include "core/data/image_transform.h"

#include "core/base/require.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

struct Planes {
    std::int64_t count = 0, rows = 0, columns = 0;
    std::int64_t size() const { return rows * columns; }
};

Planes planesOf(const Array& image)
{
    require(image.shape.size() >= 2, "a picture has rows and columns");
    Planes planes{1, image.shape[image.shape.size() - 2], image.shape.back()};
    for (std::size_t axis = 0; axis + 2 < image.shape.size(); ++axis)
        planes.count *= image.shape[axis];
    return planes;
}

std::int64_t reflected(std::int64_t place, std::int64_t size)
{
    if (size == 1)
        return 0;
    return place < 0 ? -place : place >= size ? 2 * size - 2 - place : place;
}

/// What values may become.
struct Bounds {
    float least = 0, most = 1;
};

/// torchvision's blend: clamp(factor · value + (1 − factor) · other).
float blended(float value, float other, double factor, const Bounds& bounds)
{
    const auto share = float(factor);
    return std::clamp(share * value + (1.0f - share) * other, bounds.least, bounds.most);
}

/// Grey of one pixel of a colour picture whose planes are `plane` values apart.
float greyOf(const float* pixel, std::int64_t plane)
{
    return 0.2989f * pixel[0] + 0.587f * pixel[plane] + 0.114f * pixel[2 * plane];
}

double meanGrey(const Array& image, const Planes& planes)
{
    double sum = 0;
    if (planes.count != 3) {
        for (const float value : image.values)
            sum += double(value);
        return sum / double(image.values.size());
    }
    for (std::int64_t i = 0; i < planes.size(); ++i)
        sum += double(greyOf(image.values.data() + i, planes.size()));
    return sum / double(planes.size());
}

/// For every place of a resized axis the two it lies between, and the share of the second.
struct Neighbours {
    std::vector<std::int64_t> first, second;
    std::vector<float> share;
};

/// Places `begin` .. `begin + count` of an axis resized from `size` to `newSize`, as far as they are in it.
Neighbours neighboursOf(std::int64_t size, std::int64_t newSize, std::int64_t begin, std::int64_t count)
{
    const float scale = float(size) / float(newSize);
    Neighbours out;
    for (std::int64_t i = begin; i < std::min(begin + count, newSize); ++i) {
        const float place = std::max(0.0f, scale * (float(i) + 0.5f) - 0.5f);
        const auto first = std::min(std::int64_t(place), size - 1);
        out.first.push_back(first);
        out.second.push_back(std::min(first + 1, size - 1));
        out.share.push_back(place - float(first));
    }
    return out;
}

std::vector<std::int64_t> nearestPlaces(
    std::int64_t size, std::int64_t newSize, std::int64_t begin, std::int64_t count)
{
    const float scale = float(size) / float(newSize);
    std::vector<std::int64_t> places;
    for (std::int64_t i = begin; i < std::min(begin + count, newSize); ++i)
        places.push_back(std::min(std::int64_t(std::floor(float(i) * scale)), size - 1));
    return places;
}

Array emptyWindow(const Array& image, const ResizedWindow& window, float padding)
{
    require(window.rows > 0 && window.columns > 0 && window.top >= 0 && window.left >= 0,
        "a window of a picture");
    auto shape = image.shape;
    shape[shape.size() - 2] = window.windowRows;
    shape.back() = window.windowColumns;
    Array out(std::move(shape));
    std::ranges::fill(out.values, padding);
    return out;
}

} // namespace

void flipColumns(Array& image)
{
    const auto planes = planesOf(image);
    for (auto row = image.values.begin(); row != image.values.end(); row += planes.columns)
        std::reverse(row, row + planes.columns);
}

void blurImage(Array& image)
{
    const auto planes = planesOf(image);
    // exp(-x²/2·0.8²) at -1, 0, 1, of sum 1
    const float side = float(std::exp(-0.5 / 0.64) / (1 + 2 * std::exp(-0.5 / 0.64)));
    const float middle = 1.0f - 2.0f * side;
    std::vector<float> across(std::size_t(planes.size()));
    for (std::int64_t p = 0; p < planes.count; ++p) {
        float* values = image.values.data() + p * planes.size();
        for (std::int64_t y = 0; y < planes.rows; ++y)
            for (std::int64_t x = 0; x < planes.columns; ++x) {
                const float* row = values + y * planes.columns;
                across[std::size_t(y * planes.columns + x)] = middle * row[x]
                    + side * (row[reflected(x - 1, planes.columns)] + row[reflected(x + 1, planes.columns)]);
            }
        for (std::int64_t y = 0; y < planes.rows; ++y) {
            const float* above = across.data() + reflected(y - 1, planes.rows) * planes.columns;
            const float* here = across.data() + y * planes.columns;
            const float* below = across.data() + reflected(y + 1, planes.rows) * planes.columns;
            for (std::int64_t x = 0; x < planes.columns; ++x)
                values[y * planes.columns + x] = middle * here[x] + side * (above[x] + below[x]);
        }
    }
}

void changeColours(Array& image, const ColourFactors& factors)
{
    if (image.values.empty())
        return;
    const auto planes = planesOf(image);
    const auto [least, most] = std::ranges::minmax(image.values);
    const Bounds bounds{std::min(least, 0.0f), std::max(most, 1.0f)};
    for (auto& value : image.values)
        value = blended(value, 0, factors.brightness, bounds);
    const auto grey = float(meanGrey(image, planes));
    for (auto& value : image.values)
        value = blended(value, grey, factors.contrast, bounds);
    if (planes.count != 3)
        return;
    for (std::int64_t i = 0; i < planes.size(); ++i) {
        float* pixel = image.values.data() + i;
        const float own = greyOf(pixel, planes.size());
        for (std::int64_t channel = 0; channel < 3; ++channel) {
            float& value = pixel[channel * planes.size()];
            value = blended(value, own, factors.saturation, bounds);
        }
    }
}

Array resizeImage(const Array& image, const ResizedWindow& window, float padding)
{
    const auto planes = planesOf(image);
    auto out = emptyWindow(image, window, padding);
    const auto rows = neighboursOf(planes.rows, window.rows, window.top, window.windowRows);
    const auto columns = neighboursOf(planes.columns, window.columns, window.left, window.windowColumns);
    for (std::int64_t p = 0; p < planes.count; ++p)
        for (std::size_t y = 0; y < rows.share.size(); ++y) {
            const float* above = image.values.data() + p * planes.size() + rows.first[y] * planes.columns;
            const float* below = image.values.data() + p * planes.size() + rows.second[y] * planes.columns;
            float* to = out.values.data() + (p * window.windowRows + std::int64_t(y)) * window.windowColumns;
            const float down = rows.share[y];
            for (std::size_t x = 0; x < columns.share.size(); ++x) {
                const auto a = columns.first[x], b = columns.second[x];
                const float right = columns.share[x];
                to[x] = (1.0f - down) * ((1.0f - right) * above[a] + right * above[b])
                    + down * ((1.0f - right) * below[a] + right * below[b]);
            }
        }
    return out;
}

Array resizeLabels(const Array& labels, const ResizedWindow& window, float padding)
{
    const auto planes = planesOf(labels);
    auto out = emptyWindow(labels, window, padding);
    const auto rows = nearestPlaces(planes.rows, window.rows, window.top, window.windowRows);
    const auto columns = nearestPlaces(planes.columns, window.columns, window.left, window.windowColumns);
    for (std::int64_t p = 0; p < planes.count; ++p)
        for (std::size_t y = 0; y < rows.size(); ++y)
            for (std::size_t x = 0; x < columns.size(); ++x)
                out.values[std::size_t((p * window.windowRows + std::int64_t(y)) * window.windowColumns) + x]
                    = labels.values[std::size_t(p * planes.size() + rows[y] * planes.columns + columns[x])];
    return out;
}

} // namespace modalscope
