#pragma once

#include "core/config/describe.h"

#include <QPointF>
#include <QSizeF>
#include <QTransform>

#include <array>
#include <type_traits>

namespace modalscope {

/// Which part of a cloud is seen and from where; parallel rays, equal scales along both axes.
struct CloudCamera {
    double x = 0, y = 0, z = 0; ///< the point in the middle, in units of the data
    double span = 1; ///< units along the shorter side of the space; above 0
    double yaw = 0, pitch = 0; ///< degrees; 0 in two dimensions
    bool operator==(const CloudCamera&) const = default;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, CloudCamera>
void describe(Options& camera, Visitor& visit)
{
    visit(Field{"x", "of the point in the middle"}, camera.x);
    visit(Field{"y", "of the point in the middle"}, camera.y);
    visit(Field{"z", "of the point in the middle"}, camera.z);
    visit(Field{"span", "units along the shorter side", 1e-30, 1e30}, camera.span);
    visit(Field{"yaw", "degrees", -1e6, 1e6}, camera.yaw);
    visit(Field{"pitch", "degrees", -90, 90}, camera.pitch);
}

/// Where points of the data stand in a space of some pixels.
class CloudProjection {
public:
    struct Place {
        float x = 0, y = 0; ///< pixels from the upper left corner
        float depth = 0; ///< pixels towards the eye
    };

    CloudProjection(const CloudCamera& camera, const QSizeF& space);

    Place place(float x, float y, float z) const
    {
        const float dx = x - m_center[0], dy = y - m_center[1], dz = z - m_center[2];
        return {m_right[0] * dx + m_right[1] * dy + m_right[2] * dz + m_halfWidth,
            m_up[0] * dx + m_up[1] * dy + m_up[2] * dz + m_halfHeight,
            m_near[0] * dx + m_near[1] * dy + m_near[2] * dz};
    }
    /// In two dimensions, without rotation.
    Place flatPlace(float x, float y) const
    {
        return {m_right[0] * (x - m_center[0]) + m_halfWidth, m_up[1] * (y - m_center[1]) + m_halfHeight, 0};
    }
    QPointF point(double x, double y, double z) const;

    /// Two dimensions only, without rotation: the data's coordinates of a pixel.
    QPointF dataAt(const QPointF& pixel) const;

    double scale() const { return m_scale; } ///< pixels per unit

private:
    std::array<float, 3> m_center{}, m_right{}, m_up{}, m_near{};
    std::array<double, 3> m_exactCenter{};
    float m_halfWidth = 0, m_halfHeight = 0;
    double m_scale = 1;
};

/// The same part at `factor` times the scale, `pixel` staying where it is.
CloudCamera zoomedCamera(const CloudCamera& camera, const QSizeF& space, const QPointF& pixel, double factor);

/// The cloud moves by `pixels`.
CloudCamera pannedCamera(const CloudCamera& camera, const QSizeF& space, const QPointF& pixels);

/// Turned by degrees around the point in the middle; the pitch stays between -90 and 90.
CloudCamera turnedCamera(CloudCamera camera, double yaw, double pitch);

/// How a picture taken by `from` in `fromSpace` is moved and scaled to stand where it is in `to`. The
/// identity around the middle for cameras that look in different directions.
QTransform pictureTransform(
    const CloudCamera& from, const QSizeF& fromSpace, const CloudCamera& to, const QSizeF& toSpace);

} // namespace modalscope
