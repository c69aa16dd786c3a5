#include "widgets/cloud/cloud_density.h"

#include "widgets/plot/heat_colors.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kDensityCell = 2; // pixels of a picture on screen
constexpr int kDensityBlurs = 3; // of boxes, close to a Gaussian

/// The mean over `2 * reach + 1` values along each line: `count` values that lie `step` apart.
void blurLine(float* line, int count, std::ptrdiff_t step, int reach, std::vector<float>& kept)
{
    kept.resize(std::size_t(count + 2 * reach + 1));
    std::fill(kept.begin(), kept.end(), 0.0F);
    for (int i = 0; i < count; ++i)
        kept[std::size_t(i + reach + 1)] = line[i * step];
    double sum = 0;
    for (int i = 0; i <= 2 * reach; ++i)
        sum += double(kept[std::size_t(i)]);
    const double share = 1.0 / (2 * reach + 1);
    for (int i = 0; i < count; ++i) {
        sum += double(kept[std::size_t(i + 2 * reach + 1)]) - double(kept[std::size_t(i)]);
        line[i * step] = float(std::max(sum, 0.0) * share);
    }
}

} // namespace

void paintDensity(QImage& image, const CloudShot& shot)
{
    const auto& index = *shot.index;
    // Cells are as large on paper as on screen.
    const int cell = std::max(kDensityCell, int(std::lround(image.width() / 1200.0 * kDensityCell)));
    const int reach = 3;
    const int width = (image.width() + cell - 1) / cell, height = (image.height() + cell - 1) / cell;
    std::vector<float> counts(std::size_t(width) * std::size_t(height));
    const CloudProjection projection(shot.camera, shot.space);
    const auto count = [&](std::size_t first, std::size_t end) {
        for (auto rank = first; rank < end; ++rank) {
            if (!shot.isShown(rank))
                continue;
            const auto at = projection.place(index.x[rank], index.y[rank], index.depth(rank));
            const float x = at.x + float(shot.margin), y = at.y + float(shot.margin);
            if (x >= 0 && y >= 0 && x < float(image.width()) && y < float(image.height()))
                ++counts[std::size_t(int(y) / cell) * std::size_t(width) + std::size_t(int(x) / cell)];
        }
    };
    if (index.isFlat()) {
        const auto corner = projection.dataAt(QPointF(-shot.margin, -shot.margin));
        const auto other
            = projection.dataAt(QPointF(image.width() - shot.margin, image.height() - shot.margin));
        index.forRuns(corner.x(), other.x(), other.y(), corner.y(), count);
    } else {
        count(0, index.size());
    }
    std::vector<float> kept;
    for (int i = 0; i < kDensityBlurs; ++i) {
        for (int y = 0; y < height; ++y)
            blurLine(counts.data() + std::ptrdiff_t(y) * width, width, 1, reach, kept);
        for (int x = 0; x < width; ++x)
            blurLine(counts.data() + x, height, width, reach, kept);
    }
    const float most = *std::max_element(counts.begin(), counts.end());
    const float least = 0.02F; // a lone point fades out
    std::array<QRgb, 256> colors{};
    colors[0] = shot.ground;
    for (std::size_t i = 1; i < colors.size(); ++i)
        colors[i] = heatColor(0.08 + 0.92 * double(i) / 255, shot.dark).rgb();
    QImage small(width, height, QImage::Format_RGB32);
    const float factor = most > least ? 255 / std::log(most / least) : 0;
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(small.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const float value = counts[std::size_t(y) * std::size_t(width) + std::size_t(x)];
            line[x] = colors[value <= least
                    ? 0
                    : std::size_t(std::clamp(std::log(value / least) * factor, 0.0F, 255.0F))];
        }
    }
    QPainter painter(&image);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRect(0, 0, width * cell, height * cell), small);
}

} // namespace modalscope
