#include "widgets/samples/modality_picture.h"

#include "widgets/base/palette.h"
#include "widgets/base/theme.h"
#include "widgets/samples/color_map.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr int kMostLines = 10; // a sequence with more features is drawn as a map
constexpr int kMostFrames = 8;

QString captionOf(const std::vector<float>& values)
{
    if (values.empty())
        return {};
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
    const auto text = [](double value) {
        return QString::number(value, 'g', 3).replace(QLatin1Char('-'), QStringLiteral("−"));
    };
    return ModalityPicture::tr("%1 to %2, mean %3").arg(text(*low), text(*high), text(mean));
}

} // namespace

ModalityPicture::ModalityPicture(QWidget* parent)
    : QWidget(parent)
{
    setMinimumSize(160, 120);
}

void ModalityPicture::show(const Modality& modality, std::vector<float> values)
{
    m_modality = modality;
    m_values = std::move(values);
    m_caption = captionOf(m_values);
    m_images.clear();
    if (!m_values.empty())
        makeImages();
    setAccessibleName(QString::fromStdString(modality.name));
    setAccessibleDescription(m_values.empty() ? tr("missing") : m_caption);
    update();
}

void ModalityPicture::showImage(const QImage& image)
{
    m_modality.kind = ModalityKind::Image;
    m_values.assign(1, 0);
    m_images.assign(1, image);
    update();
}

void ModalityPicture::makeImages()
{
    const auto size = [&](std::size_t axis) { return int(m_modality.shape[axis]); };
    const std::span<const float> values(m_values);
    if (m_modality.kind == ModalityKind::Sequence && size(1) > kMostLines) {
        std::vector<float> turned(m_values.size()); // [feature, time]: time runs to the right
        for (int t = 0; t < size(0); ++t)
            for (int f = 0; f < size(1); ++f)
                turned[std::size_t(f * size(0) + t)] = m_values[std::size_t(t * size(1) + f)];
        m_images.push_back(mapImage(turned, size(1), size(0), true));
    } else if (m_modality.kind == ModalityKind::Image) {
        const bool isSpectrogram = size(0) == 1 && size(2) > size(1);
        m_images.push_back(isSpectrogram ? mapImage(values, size(1), size(2), true)
                                         : channelImage(values, size(0), size(1), size(2)));
    } else if (m_modality.kind == ModalityKind::Video) {
        const auto frame = std::size_t(size(1)) * std::size_t(size(2)) * std::size_t(size(3));
        const int shown = std::min(size(0), kMostFrames);
        for (int i = 0; i < shown; ++i) {
            const auto at = std::size_t(shown == 1 ? 0 : i * (size(0) - 1) / (shown - 1));
            m_images.push_back(channelImage(values.subspan(at * frame, frame), size(1), size(2), size(3)));
        }
    }
}

void ModalityPicture::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto space = QRectF(rect()).adjusted(1, 3, -1, -3);
    if (m_values.empty())
        paintMissing(painter, space);
    else if (!m_images.empty())
        paintImages(painter, space);
    else if (m_modality.kind == ModalityKind::Sequence)
        paintLines(painter, space);
    else
        paintBars(painter, space);
}

/// One bar per value; where there are more values than pixels, a bar spans all values of its pixel.
void ModalityPicture::paintBars(QPainter& painter, const QRectF& space) const
{
    auto [low, high] = valueRange(m_values);
    low = std::min(low, 0.0F);
    high = std::max(high, 0.0F);
    const auto y
        = [&](double value) { return space.bottom() - (value - low) / (high - low) * space.height(); };
    const auto count = m_values.size();
    const auto bars = std::min(count, std::size_t(std::max(1.0, space.width())));
    const double width = space.width() / double(bars);
    const bool dark = isDark(palette());
    const auto color = paletteColor(1, dark);
    for (std::size_t i = 0; i < bars; ++i) {
        const auto first = m_values.begin() + std::ptrdiff_t(i * count / bars);
        const auto last
            = m_values.begin() + std::ptrdiff_t(std::max((i + 1) * count / bars, i * count / bars + 1));
        const auto [least, most] = std::minmax_element(first, last);
        const double top = y(std::max(0.0F, *most));
        const double bottom = y(std::min(0.0F, *least));
        painter.fillRect(
            QRectF(space.left() + double(i) * width, top, std::max(width * 0.85, 0.8), bottom - top), color);
    }
    painter.setPen(themeColors(palette()).border);
    painter.drawLine(QPointF(space.left(), y(0)), QPointF(space.right(), y(0)));
}

void ModalityPicture::paintLines(QPainter& painter, const QRectF& space) const
{
    const auto times = std::size_t(m_modality.shape[0]);
    const auto features = std::size_t(m_modality.shape[1]);
    const auto [low, high] = valueRange(m_values);
    const double step = space.width() / std::max(1.0, double(times) - 1);
    for (std::size_t f = 0; f < features; ++f) {
        QPainterPath path;
        for (std::size_t t = 0; t < times; ++t) {
            const double share = (m_values[t * features + f] - low) / (high - low);
            const QPointF at(space.left() + double(t) * step, space.bottom() - share * space.height());
            t == 0 ? path.moveTo(at) : path.lineTo(at);
        }
        painter.setPen(QPen(paletteColor(int(f) + 1, isDark(palette())), 1.4));
        painter.drawPath(path);
    }
}

void ModalityPicture::paintImages(QPainter& painter, const QRectF& space) const
{
    constexpr double kGap = 4;
    const auto count = double(m_images.size());
    // frames in as many columns as make them largest
    int columns = 1;
    double scale = 0;
    for (int tried = 1; tried <= int(count); ++tried) {
        const double rows = std::ceil(count / tried);
        const double fits = std::min((space.width() - kGap * (tried - 1)) / tried / m_images[0].width(),
            (space.height() - kGap * (rows - 1)) / rows / m_images[0].height());
        if (fits > scale) {
            scale = fits;
            columns = tried;
        }
    }
    const bool isMap = m_modality.kind == ModalityKind::Sequence;
    const QSizeF size(isMap ? space.width() : m_images[0].width() * scale,
        isMap ? space.height() : m_images[0].height() * scale);
    const double rows = std::ceil(count / columns);
    const QPointF start(space.center().x() - (columns * (size.width() + kGap) - kGap) / 2,
        space.center().y() - (rows * (size.height() + kGap) - kGap) / 2);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 1);
    for (int i = 0; i < int(count); ++i) {
        const double x = start.x() + (i % columns) * (size.width() + kGap);
        const double y = start.y() + (i / columns) * (size.height() + kGap);
        painter.drawImage(QRectF(QPointF(x, y), size), m_images[std::size_t(i)]);
    }
}

void ModalityPicture::paintMissing(QPainter& painter, const QRectF& space) const
{
    const auto colors = themeColors(palette());
    painter.setPen(QPen(colors.border, 1.2, Qt::DashLine));
    painter.drawRoundedRect(space.adjusted(1, 1, -1, -1), 6, 6);
    painter.setPen(colors.muted);
    painter.drawText(space, Qt::AlignCenter, tr("missing"));
}

} // namespace modalscope
