#pragma once

#include "widgets/cloud/cloud_shot.h"
#include "widgets/cloud/cloud_stamp.h"

#include <array>

namespace modalscope {

/// Which points of a shot: all of them; those not selected, nearly as the ground; those selected, larger.
enum class CloudPart { All, Faded, Selected };

/// Colours and size of the points of a part.
struct CloudPartLook {
    std::array<std::uint32_t, 256> colors{};
    double diameter = 0, opacity = 1;
};
CloudPartLook partLook(const CloudShot& shot, CloudPart part);

/// How far a point lies in one of a few layers: the depth fades colours, the last layer has them in full.
class CloudDepths {
public:
    static constexpr int kCount = 64;

    explicit CloudDepths(const CloudShot& shot);
    int layer(float depth) const; ///< 0 = far
    std::uint32_t color(std::uint32_t color, int layer) const;

private:
    float m_factor = 0, m_offset = 0;
    std::uint32_t m_ground = 0;
};

/// Points over what the sheet shows, in three dimensions the far ones first and paler.
void splatPoints(const CloudSheet& sheet, const CloudShot& shot, CloudPart part);

} // namespace modalscope
