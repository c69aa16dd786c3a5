#include "widgets/plot/point_stencils.h"

#include "widgets/plot/point_cloud.h"

#include <QPaintEngine>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace modalscope {
namespace {

constexpr double kStencilDpi = 600;
constexpr double kLeastStencilDpi = 300;
constexpr double kMostStencilDots = 40e6; // of all series: what can be packed in half a second
constexpr std::size_t kMostFinePoints = 150'000;
constexpr std::array<std::uint8_t, 3> kDepths{1, 2, 4}; // points over each other that the stencils stand for

/// A marker as runs of dots: row, first, one behind the last, from the upper left corner of its square.
struct Stamp {
    int side = 0;
    std::vector<std::array<int, 3>> runs;
};

Stamp stampOfMarker(QCPScatterStyle marker, double scale)
{
    Stamp stamp;
    stamp.side = std::max(2, int(std::ceil(marker.size() * scale)) + 2);
    QImage image(stamp.side, stamp.side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    {
        QCPPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.translate(stamp.side / 2.0, stamp.side / 2.0);
        painter.scale(scale, scale);
        marker.applyTo(&painter, marker.pen());
        marker.drawShape(&painter, QPointF());
    }
    int most = 0;
    for (int y = 0; y < stamp.side; ++y)
        for (int x = 0; x < stamp.side; ++x)
            most = std::max(most, qAlpha(image.pixel(x, y)));
    const auto hasInk
        = [&](int x, int y) { return x < stamp.side && most > 0 && 2 * qAlpha(image.pixel(x, y)) >= most; };
    for (int y = 0; y < stamp.side; ++y)
        for (int x = 0; x < stamp.side; ++x)
            if (hasInk(x, y)) {
                const int first = x;
                while (hasInk(x, y))
                    ++x;
                stamp.runs.push_back({y, first, x});
            }
    return stamp;
}

/// How many points of a series cover each dot, up to the largest of kDepths.
void countPoints(std::vector<std::uint8_t>& counts, const QSize& size, const PointSeries& series,
    const Stamp& stamp, const StencilView& view, double scale)
{
    std::fill(counts.begin(), counts.end(), std::uint8_t(0));
    // Every second dot, a hundredth of a pixel on screen: rows of dots repeat, and a file is a tenth smaller.
    const auto dotOf = [&](double units) { return 2 * int(std::lround(units * scale / 2)) - stamp.side / 2; };
    for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
        const auto at = pointPlace(series.x[i], series.y[i], view.x, view.y) - view.space.topLeft();
        const double reach = stamp.side / scale;
        if (!(at.x() > -reach && at.y() > -reach && at.x() < view.space.width() + reach
                && at.y() < view.space.height() + reach)) // never for what has no place
            continue;
        const int left = dotOf(at.x());
        const int top = dotOf(at.y());
        for (const auto& [row, first, end] : stamp.runs) {
            const int y = top + row;
            if (y < 0 || y >= size.height())
                continue;
            auto* line = counts.data() + std::size_t(y) * std::size_t(size.width());
            for (int x = std::max(0, left + first); x < std::min(size.width(), left + end); ++x)
                line[x] = std::uint8_t(std::min<int>(line[x] + 1, kDepths.back()));
        }
    }
}

/// The dots that at least `depth` points cover; null when there are none.
QImage dotsOf(const std::vector<std::uint8_t>& counts, const QSize& size, std::uint8_t depth)
{
    QImage dots(size, QImage::Format_Mono);
    dots.setColorTable({qRgb(0, 0, 0), qRgb(255, 255, 255)});
    bool isEmpty = true;
    for (int y = 0; y < size.height(); ++y) {
        const auto* from = counts.data() + std::size_t(y) * std::size_t(size.width());
        auto* line = dots.scanLine(y);
        std::fill(line, line + dots.bytesPerLine(), uchar(0));
        for (int x = 0; x < size.width(); ++x)
            if (from[x] >= depth) {
                line[x / 8] = uchar(line[x / 8] | 0x80 >> (x % 8));
                isEmpty = false;
            }
    }
    return isEmpty ? QImage() : dots;
}

/// Dots per unit.
double stencilScale(const std::vector<PointSeries>& series, const FigureStyle& style, const QSize& space)
{
    std::size_t count = 0;
    for (const auto& each : series)
        count += each.x.size();
    const double unitsPerInch = 72 * style.unit;
    const double fine = kStencilDpi / unitsPerInch;
    const double dots = double(space.width()) * space.height() * fine * fine * double(series.size());
    const double scale = count > kMostFinePoints ? 0.5 : std::min(1.0, std::sqrt(kMostStencilDots / dots));
    return std::max(fine * scale, kLeastStencilDpi / unitsPerInch);
}

} // namespace

std::vector<PointStencil> pointStencils(
    const std::vector<PointSeries>& series, const FigureStyle& style, const StencilView& view)
{
    const double scale = stencilScale(series, style, view.space.size());
    const auto size = (QSizeF(view.space.size()) * scale).toSize().expandedTo({1, 1});
    std::size_t count = 0;
    for (const auto& each : series)
        count += each.x.size();
    std::array<std::vector<PointStencil>, kDepths.size()> layers;
    std::vector<std::uint8_t> counts(std::size_t(size.width()) * std::size_t(size.height()));
    for (const auto& each : series) {
        const auto marker = pointStyle(each.color, count, style);
        countPoints(counts, size, each, stampOfMarker(marker, scale), view, scale);
        auto ink = marker.brush().color();
        const auto opacity = ink.alphaF();
        for (std::size_t d = 0; d < kDepths.size(); ++d) {
            auto dots = dotsOf(counts, size, kDepths[d]);
            if (dots.isNull())
                break;
            // What the points between this depth and the one before would have added.
            const int added = kDepths[d] - (d == 0 ? 0 : kDepths[d - 1]);
            ink.setAlphaF(float(1 - std::pow(1 - opacity, added)));
            layers[d].push_back({std::move(dots), ink});
        }
    }
    std::vector<PointStencil> out;
    for (auto& layer : layers)
        out.insert(out.end(), std::make_move_iterator(layer.begin()), std::make_move_iterator(layer.end()));
    return out;
}

void paintStencils(QPainter& painter, const std::vector<PointStencil>& stencils, const QRect& space)
{
    const bool hasMasks = painter.paintEngine()->type() == QPaintEngine::Pdf;
    for (const auto& stencil : stencils) {
        auto picture = stencil.dots;
        if (hasMasks)
            painter.setBrush(stencil.ink); // what a PDF paints a mask with
        else
            picture.setColorTable({qRgba(0, 0, 0, 0), stencil.ink.rgba()});
        painter.drawImage(QRectF(space), picture);
    }
}

QByteArray withMasks(QByteArray pdf)
{
    constexpr QByteArrayView kPicture("/BitsPerComponent 1\n/ColorSpace /DeviceGray\n");
    QByteArray mask("/ImageMask true\n/Decode [1 0]");
    mask += QByteArray(kPicture.size() - mask.size() - 1, ' ') + '\n';
    return pdf.replace(kPicture, mask);
}

} // namespace modalscope
