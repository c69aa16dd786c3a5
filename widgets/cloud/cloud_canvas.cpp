#include "widgets/cloud/cloud_canvas.h"

#include "core/base/require.h"
#include "widgets/base/text.h"

#include <QEvent>
#include <QPainter>

namespace modalscope {

CloudCanvas::CloudCanvas(QWidget* parent)
    : QWidget(parent)
    , m_data(std::make_shared<CloudData>())
    , m_selected(std::make_shared<SelectionMask>())
    , m_work([studio = std::make_shared<CloudStudio>()](
                 const CloudRequest& request) { return studio->make(request); },
          [this](const CloudMade& made) { take(made); })
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    setAccessibleName(QStringLiteral("Point cloud"));
}

CloudCanvas::~CloudCanvas() = default;

Result<void> CloudCanvas::setData(std::shared_ptr<const CloudData> data, bool keepView)
{
    require(data != nullptr, "a cloud shows points");
    if (auto problem = problemOf(*data))
        return *problem;
    const bool keeps
        = keepView && data->sampleCount == m_data->sampleCount && data->dimensions == m_data->dimensions;
    m_data = std::move(data);
    m_current = -1;
    if (!keeps) {
        m_selected = std::make_shared<SelectionMask>(m_data->sampleCount);
        m_isolated.reset();
        m_camera.reset();
        m_made.reset();
    }
    m_frame.reset();
    describeSelf();
    ask();
    return {};
}

void CloudCanvas::setLook(const CloudLook& look)
{
    if (look == m_look)
        return;
    m_look = look;
    ask();
}

void CloudCanvas::setTool(CloudTool tool)
{
    m_tool = tool;
    setCursor(tool == CloudTool::Move ? Qt::ArrowCursor : Qt::CrossCursor);
}

void CloudCanvas::setSelection(const SelectionMask& selected)
{
    require(selected.size() == m_data->sampleCount, "a selection is of the samples that are shown");
    if (selected == *m_selected)
        return;
    m_selected = std::make_shared<SelectionMask>(selected);
    describeSelf();
    ask();
}

void CloudCanvas::isolate(const std::optional<SelectionMask>& samples)
{
    require(!samples || samples->size() == m_data->sampleCount, "what is isolated is of the samples shown");
    if (!samples && !m_isolated)
        return;
    m_isolated = samples ? std::make_shared<SelectionMask>(*samples) : nullptr;
    ask();
    Q_EMIT isolationChanged(isIsolated());
}

void CloudCanvas::showAll()
{
    if (m_made)
        moveTo(fittingCamera(*m_made->shot.index, space().size(), camera()));
}

CloudCamera CloudCanvas::camera() const
{
    return m_camera ? *m_camera : m_made ? m_made->shot.camera : CloudCamera{};
}

void CloudCanvas::setCamera(const CloudCamera& camera)
{
    m_camera = camera;
    ask();
}

void CloudCanvas::moveTo(const CloudCamera& camera)
{
    setCamera(camera);
    Q_EMIT cameraChanged();
}

CloudView CloudCanvas::view() const
{
    return {m_look, camera(), toText(*m_selected), m_isolated ? toText(*m_isolated) : std::string()};
}

Result<void> CloudCanvas::restore(const CloudView& view)
{
    auto selected = maskFromText(view.selected, m_data->sampleCount);
    if (!selected)
        return selected.error();
    auto isolated = maskFromText(view.isolated, m_data->sampleCount);
    if (!isolated)
        return isolated.error();
    m_look = view.look;
    m_camera = view.camera;
    setSelection(selected.value());
    isolate(isolated.value().isEmpty() ? std::nullopt : std::optional(isolated.value()));
    ask();
    return {};
}

std::optional<QPointF> CloudCanvas::placeOf(std::size_t point) const
{
    if (!m_made || point >= m_data->size())
        return std::nullopt;
    const CloudProjection projection(camera(), space().size());
    return space().topLeft()
        + projection.point(double(m_data->at(point, 0)), double(m_data->at(point, 1)),
            m_data->dimensions == 3 ? double(m_data->at(point, 2)) : 0);
}

bool CloudCanvas::isUpToDate() const
{
    return m_made && m_shown == m_asked;
}

QRectF CloudCanvas::space() const
{
    return frame().space();
}

FigureStyle CloudCanvas::style() const
{
    return screenStyle(palette(), font(), logicalDpiX());
}

const CloudFrame& CloudCanvas::frame() const
{
    if (!m_frame)
        m_frame.emplace(rect(), style(), m_made ? m_made->shot.ink->legend : CloudLegend{},
            m_data->dimensions, m_data->axisNames);
    return *m_frame;
}

void CloudCanvas::ask()
{
    update();
    if (!size().isEmpty())
        m_work.request({++m_asked, m_data, m_look, m_camera, space().size(), devicePixelRatioF(), style(),
            m_selected, m_isolated});
}

void CloudCanvas::take(const CloudMade& made)
{
    if (made.data != m_data)
        return; // of points that are gone; the next one is under way
    const auto before = space().size();
    const bool isFirst = !m_camera;
    m_made = made;
    m_shown = made.number;
    m_frame.reset();
    if (isFirst)
        m_camera = made.shot.camera;
    if (space().size() != before) { // the legend has come
        if (isFirst)
            m_camera = fittingCamera(*made.shot.index, space().size(), *m_camera);
        ask();
    }
    update();
    if (isFirst)
        Q_EMIT cameraChanged();
    Q_EMIT drawn();
}

CloudShot CloudCanvas::shotNow() const
{
    auto shot = m_made->shot;
    shot.camera = camera();
    shot.space = space().size();
    shot.selected = m_selected;
    shot.isolated = m_isolated;
    return shot;
}

void CloudCanvas::describeSelf()
{
    setAccessibleDescription(
        QStringLiteral("%1, %2 selected")
            .arg(counted(qlonglong(m_data->size()), QStringLiteral("point"), QStringLiteral("points")),
                counted(
                    qlonglong(m_selected->count()), QStringLiteral("sample"), QStringLiteral("samples"))));
}

void CloudCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto look = style();
    painter.fillRect(rect(), look.ground);
    const auto& around = frame();
    const auto inside = around.space();
    if (m_made) {
        const auto& made = *m_made;
        painter.save();
        painter.setClipRect(inside);
        painter.translate(inside.topLeft());
        const auto moved = pictureTransform(made.shot.camera, made.space, camera(), inside.size());
        painter.save();
        painter.setTransform(moved, true);
        const double scale = 1 / made.dotsPerUnit, margin = made.shot.margin * scale;
        painter.drawImage(
            QRectF(-margin, -margin, made.image.width() * scale, made.image.height() * scale), made.image);
        painter.restore();
        paintMarks(
            painter, made.marks, m_look, CloudProjection(camera(), inside.size()), inside.size(), look);
        paintOverlay(painter, inside);
        painter.restore();
    }
    around.paint(painter, camera());
    if (m_data->size() == 0) {
        painter.setPen(look.muted);
        painter.drawText(inside, Qt::AlignCenter, QStringLiteral("No points"));
    }
}

void CloudCanvas::paintOverlay(QPainter& painter, const QRectF& inside) const
{
    const auto look = style();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_current >= 0) {
        const auto at = *placeOf(std::size_t(m_current)) - inside.topLeft();
        const double size = 9 * look.unit;
        painter.setPen(QPen(look.ground, 3 * look.unit));
        painter.drawEllipse(at, size / 2, size / 2);
        painter.setPen(QPen(look.text, 1.5 * look.unit));
        painter.drawEllipse(at, size / 2, size / 2);
    }
    if (m_outline.size() > 1) {
        auto fill = palette().color(QPalette::Highlight);
        painter.setPen(QPen(fill, look.unit));
        fill.setAlphaF(0.12F);
        painter.setBrush(fill);
        painter.drawPolygon(m_outline);
    }
    QStringList notes;
    if (m_made->pairLineStep > 1 && m_look.pairLines)
        notes << QStringLiteral("pair lines of every %1th sample").arg(m_made->pairLineStep);
    if (m_isolated)
        notes << QStringLiteral("%1 shown")
                     .arg(counted(qlonglong(m_isolated->count()), QStringLiteral("sample"),
                         QStringLiteral("samples")));
    if (!m_selected->isEmpty())
        notes << QStringLiteral("%1 selected")
                     .arg(counted(qlonglong(m_selected->count()), QStringLiteral("sample"),
                         QStringLiteral("samples")));
    if (const auto lost = m_data->size() - m_made->shot.index->size(); m_made->data == m_data && lost > 0)
        notes << QStringLiteral("%1 without a place")
                     .arg(counted(qlonglong(lost), QStringLiteral("point"), QStringLiteral("points")));
    painter.setFont(look.smallFont());
    painter.setPen(look.muted);
    const double gap = 4 * look.unit;
    painter.drawText(QRectF(gap, gap, inside.width() - 2 * gap, inside.height() - 2 * gap),
        Qt::AlignLeft | Qt::AlignTop, notes.join(QStringLiteral(" · ")));
}

void CloudCanvas::resizeEvent(QResizeEvent*)
{
    m_frame.reset();
    ask();
}

void CloudCanvas::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_frame.reset();
        ask();
    }
}

} // namespace modalscope
