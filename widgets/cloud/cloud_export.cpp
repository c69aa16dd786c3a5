#include "widgets/cloud/cloud_export.h"

#include "core/figure/paper_look.h"
#include "widgets/base/text.h"
#include "widgets/cloud/cloud_frame.h"
#include "widgets/cloud/cloud_lines.h"
#include "widgets/cloud/cloud_splat.h"
#include "widgets/plot/page_file.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr double kUnitsPerInch = 720;
constexpr double kCloudDpi = 600; // of the picture within PDF and SVG

/// The camera for another space in which all that was seen is seen.
CloudCamera cameraFor(const CloudFigure& figure, const QSizeF& space)
{
    auto camera = figure.camera;
    if (figure.seen.isEmpty() || space.isEmpty())
        return camera;
    const double smaller
        = std::min(space.width() / figure.seen.width(), space.height() / figure.seen.height());
    camera.span *= std::min(space.width(), space.height())
        / (smaller * std::min(figure.seen.width(), figure.seen.height()));
    return camera;
}

/// Each point as a shape of its own, the space's corner at the origin.
void paintVectors(QPainter& painter, const CloudShot& shot, CloudPart part)
{
    const auto& index = *shot.index;
    const CloudProjection projection(shot.camera, shot.space);
    const auto look = partLook(shot, part);
    const CloudDepths depths(shot);
    std::vector<std::uint32_t> ranks(index.size());
    std::iota(ranks.begin(), ranks.end(), 0U);
    const auto place
        = [&](std::size_t rank) { return projection.place(index.x[rank], index.y[rank], index.depth(rank)); };
    if (!index.isFlat())
        std::stable_sort(
            ranks.begin(), ranks.end(), [&](auto a, auto b) { return place(a).depth < place(b).depth; });
    std::vector<QPainterPath> markers;
    for (int shape = 0; shape <= int(MarkerShape::Star); ++shape)
        markers.push_back(markerPath(MarkerShape(shape), look.diameter));
    const QRectF space(QPointF(), shot.space);
    painter.setPen(Qt::NoPen);
    for (const auto rank : ranks) {
        if (!shot.isShown(rank)
            || (part != CloudPart::All
                && shot.selected->contains(index.sample[rank]) != (part == CloudPart::Selected)))
            continue;
        const auto at = place(rank);
        const QPointF middle(double(at.x), double(at.y));
        if (!space.contains(middle))
            continue;
        auto color = look.colors[shot.ink->color[rank]];
        if (!index.isFlat())
            color = depths.color(color, depths.layer(at.depth));
        QColor ink = QColor::fromRgb(color);
        ink.setAlphaF(float(look.opacity));
        painter.fillPath(
            markers[shot.ink->shape.empty() ? 0 : shot.ink->shape[rank]].translated(middle), ink);
    }
}

void paintCloudVectors(QPainter& painter, const CloudShot& shot)
{
    if (shot.pairs) {
        auto line = QColor::fromRgb(shot.lines);
        line.setAlphaF(float(pairLineOpacity(shot)));
        painter.setPen(QPen(line, 3)); // 0.3 points
        forPairLines(shot, [&](const QLineF& each) { painter.drawLine(each); });
    }
    if (!shot.hasSelection())
        return paintVectors(painter, shot, CloudPart::All);
    paintVectors(painter, shot, CloudPart::Faded);
    paintVectors(painter, shot, CloudPart::Selected);
}

/// All of a page that does not depend on the device.
class CloudPage {
public:
    CloudPage(const CloudFigure& figure, const ExportOptions& options)
        : m_figure(figure)
        , m_style(paperStyle(options.fontPoints))
        , m_index(indexOf(*figure.data))
        , m_ink(inkOf(*figure.data, *m_index, figure.look, false))
        , m_hasTitle(options.withTitle && !figure.title.empty())
        , m_hasNote(options.withNote && !figure.note.empty())
    {
        if (figure.look.pairLines)
            m_pairs = std::make_shared<SamplePoints>(pointsOfSamples(*m_index, figure.data->sampleCount));
        m_marks = {centersOf(*figure.data, figure.data->classColumn),
            centersOf(*figure.data, figure.data->modalityColumn), {}};
        if (figure.look.labels == CloudLabels::Selected && figure.selected)
            m_marks.labels = selectedLabels(*figure.data, *m_index, *figure.selected, 300);
    }

    void paint(QPaintDevice& device, double scale, const QSize& units) const
    {
        QPainter painter(&device);
        painter.scale(scale, scale);
        painter.fillRect(QRect(QPoint(), units), m_style.ground);
        painter.setRenderHint(QPainter::LosslessImageRendering); // else a PDF would hold a JPEG
        QRectF whole{QPointF(), QSizeF(units)};
        const double line = 1.4 * QFontMetricsF(m_style.titleFont()).height();
        painter.setPen(m_style.text);
        if (m_hasTitle) {
            painter.setFont(m_style.titleFont());
            painter.drawText(QRectF(0, 0, units.width(), line), Qt::AlignCenter, toQt(m_figure.title));
            whole.setTop(line);
        }
        if (m_hasNote) {
            const QRectF room(line / 3, 0, units.width() - line, units.height());
            painter.setFont(m_style.smallFont());
            auto box = painter.boundingRect(room, Qt::TextWordWrap, toQt(m_figure.note));
            box.moveBottom(units.height() - line / 4);
            painter.drawText(box, Qt::TextWordWrap, toQt(m_figure.note));
            whole.setBottom(box.top());
        }
        const CloudFrame frame(
            whole, m_style, m_ink->legend, m_figure.data->dimensions, m_figure.data->axisNames);
        const auto space = frame.space();
        const auto camera = cameraFor(m_figure, space.size());
        painter.save();
        painter.setClipRect(space);
        painter.translate(space.topLeft());
        paintPoints(painter, camera, space.size(), scale);
        paintMarks(
            painter, m_marks, m_figure.look, CloudProjection(camera, space.size()), space.size(), m_style);
        painter.restore();
        frame.paint(painter, camera);
    }

private:
    void paintPoints(QPainter& painter, const CloudCamera& camera, const QSizeF& space, double scale) const
    {
        CloudShot shot;
        shot.index = m_index;
        shot.ink = m_ink;
        shot.pairs = m_pairs;
        shot.selected = m_figure.selected;
        shot.isolated = m_figure.isolated;
        shot.camera = camera;
        shot.density = m_figure.look.density;
        shot.ground = m_style.ground.rgb();
        shot.lines = m_style.text.rgb();
        const bool isVector = m_index->size() <= kMostVectorPoints && !shot.density;
        const double dots = isVector ? 1 : scale == 1 ? kCloudDpi / kUnitsPerInch : scale;
        shot.space = space * dots;
        shot.smooth = scale != 1; // hard borders take half of the room in a file
        const auto look = pointLook(m_index->size());
        shot.diameter
            = (m_figure.look.pointSize > 0 ? m_figure.look.pointSize : look.diameter) * m_style.unit * dots;
        shot.opacity = m_figure.look.opacity > 0 ? m_figure.look.opacity : look.opacity;
        if (isVector) {
            painter.setRenderHint(QPainter::Antialiasing);
            return paintCloudVectors(painter, shot);
        }
        shot.margin = int(std::ceil(2 * shot.diameter)) + 8; // all that reaches into the space
        const auto picture = cloudPicture(shot);
        painter.drawImage(
            QRectF(QPointF(-shot.margin, -shot.margin) / dots, QSizeF(picture.size()) / dots), picture);
    }

    const CloudFigure& m_figure;
    FigureStyle m_style;
    std::shared_ptr<const CloudIndex> m_index;
    std::shared_ptr<const CloudInk> m_ink;
    std::shared_ptr<const SamplePoints> m_pairs;
    CloudMarks m_marks;
    bool m_hasTitle, m_hasNote;
};

PaperPage paperOf(const CloudFigure& figure, const ExportOptions& options)
{
    return paperPage(options.widthMm, options.heightMm, figure.title, figure.note, figure.provenance);
}

PaintPage paintOf(const CloudFigure& figure, const ExportOptions& options)
{
    return [page = std::make_shared<CloudPage>(figure, options), units = pageUnits(paperOf(figure, options))](
               QPaintDevice& device, double scale) { page->paint(device, scale, units); };
}

std::optional<Error> cloudProblem(const CloudFigure& figure, const ExportOptions& options)
{
    if (!figure.data)
        return invalidInput("there is no point cloud to export");
    if (auto problem = problemOf(*figure.data))
        return problem;
    if (std::ranges::find(pageFormats(), options.format) == pageFormats().end())
        return invalidInput("a point cloud is written as PDF, SVG or PNG");
    if (auto problem = pageProblem(options.widthMm, options.fontPoints, options.dpi))
        return problem;
    if (auto problem = rangeProblem("height in mm", options.heightMm, 20, 400))
        return problem;
    if (options.format == ExportFormat::Png
        && hasTooManyPixels(options.widthMm, options.heightMm, options.dpi))
        return invalidInput("the picture would have more than 300 million pixels; take a lower resolution");
    return std::nullopt;
}

} // namespace

QImage cloudImage(const CloudFigure& figure, const ExportOptions& options, double dpi)
{
    return pageImage(paperOf(figure, options), dpi, paintOf(figure, options));
}

Result<void> exportCloud(
    const CloudFigure& figure, const ExportOptions& options, const std::filesystem::path& path)
{
    if (auto problem = cloudProblem(figure, options))
        return *problem;
    return writePage(paperOf(figure, options), options.format, options.dpi, paintOf(figure, options), path);
}

} // namespace modalscope
