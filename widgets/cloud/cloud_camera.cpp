#include "widgets/cloud/cloud_camera.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace modalscope {
namespace {

struct CameraAxes {
    std::array<double, 3> right, up, near; // unit vectors in the data's coordinates
};

CameraAxes axesOf(const CloudCamera& camera)
{
    constexpr double kDegree = std::numbers::pi / 180;
    const double cy = std::cos(camera.yaw * kDegree), sy = std::sin(camera.yaw * kDegree);
    const double cp = std::cos(camera.pitch * kDegree), sp = std::sin(camera.pitch * kDegree);
    return {{cy, 0, sy}, {sp * sy, cp, -sp * cy}, {-cp * sy, sp, cp * cy}};
}

double pixelsPerUnit(const CloudCamera& camera, const QSizeF& space)
{
    return std::max(1.0, std::min(space.width(), space.height())) / camera.span;
}

/// Moved so that what is seen shifts right and down by units.
CloudCamera shifted(CloudCamera camera, double right, double down)
{
    const auto axes = axesOf(camera);
    camera.x += -axes.right[0] * right + axes.up[0] * down;
    camera.y += -axes.right[1] * right + axes.up[1] * down;
    camera.z += -axes.right[2] * right + axes.up[2] * down;
    return camera;
}

} // namespace

CloudProjection::CloudProjection(const CloudCamera& camera, const QSizeF& space)
    : m_exactCenter{camera.x, camera.y, camera.z}
    , m_halfWidth(float(space.width() / 2))
    , m_halfHeight(float(space.height() / 2))
    , m_scale(pixelsPerUnit(camera, space))
{
    const auto axes = axesOf(camera);
    for (std::size_t i = 0; i < 3; ++i) {
        m_center[i] = float(m_exactCenter[i]);
        m_right[i] = float(axes.right[i] * m_scale);
        m_up[i] = float(-axes.up[i] * m_scale);
        m_near[i] = float(axes.near[i] * m_scale);
    }
    // What the middle loses as a float must not be seen when a small part fills the space.
    const double lost[3]
        = {m_exactCenter[0] - m_center[0], m_exactCenter[1] - m_center[1], m_exactCenter[2] - m_center[2]};
    for (std::size_t i = 0; i < 3; ++i) {
        m_halfWidth -= float(m_right[i] * lost[i]);
        m_halfHeight -= float(m_up[i] * lost[i]);
    }
}

QPointF CloudProjection::point(double x, double y, double z) const
{
    const auto at = place(float(x), float(y), float(z));
    return {at.x, at.y};
}

QPointF CloudProjection::dataAt(const QPointF& pixel) const
{
    return {m_center[0] + (pixel.x() - m_halfWidth) / m_scale,
        m_center[1] - (pixel.y() - m_halfHeight) / m_scale};
}

CloudCamera zoomedCamera(const CloudCamera& camera, const QSizeF& space, const QPointF& pixel, double factor)
{
    const auto offset = pixel - QPointF(space.width() / 2, space.height() / 2);
    const double before = pixelsPerUnit(camera, space);
    auto zoomed = camera;
    zoomed.span /= factor;
    const double change = 1 / before - 1 / pixelsPerUnit(zoomed, space);
    return shifted(zoomed, -offset.x() * change, -offset.y() * change);
}

CloudCamera pannedCamera(const CloudCamera& camera, const QSizeF& space, const QPointF& pixels)
{
    const double scale = pixelsPerUnit(camera, space);
    return shifted(camera, pixels.x() / scale, pixels.y() / scale);
}

CloudCamera turnedCamera(CloudCamera camera, double yaw, double pitch)
{
    camera.yaw = std::remainder(camera.yaw + yaw, 360.0);
    camera.pitch = std::clamp(camera.pitch + pitch, -90.0, 90.0);
    return camera;
}

QTransform pictureTransform(
    const CloudCamera& from, const QSizeF& fromSpace, const CloudCamera& to, const QSizeF& toSpace)
{
    QTransform transform;
    const CloudProjection seen(to, toSpace);
    const bool isTurned = from.yaw != to.yaw || from.pitch != to.pitch;
    const QPointF middle
        = isTurned ? QPointF(toSpace.width() / 2, toSpace.height() / 2) : seen.point(from.x, from.y, from.z);
    const double factor = isTurned ? 1 : seen.scale() / pixelsPerUnit(from, fromSpace);
    transform.translate(middle.x(), middle.y());
    transform.scale(factor, factor);
    transform.translate(-fromSpace.width() / 2, -fromSpace.height() / 2);
    return transform;
}

} // namespace modalscope
