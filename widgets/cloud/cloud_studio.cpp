#include "widgets/cloud/cloud_studio.h"

#include <cmath>

namespace modalscope {
namespace {

constexpr double kRoomAround = 1.06;
constexpr int kMarginUnits = 48; // is there at once when the view moves
constexpr std::size_t kMostNames = 300;

} // namespace

CloudCamera fittingCamera(const CloudIndex& index, const QSizeF& space, const CloudCamera& from)
{
    std::array<double, 3> extent{}, middle{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        extent[axis] = double(index.high[axis]) - index.low[axis];
        middle[axis] = (double(index.high[axis]) + index.low[axis]) / 2;
    }
    CloudCamera camera{middle[0], middle[1], middle[2], 1, from.yaw, from.pitch};
    const double shorter = std::max(1.0, std::min(space.width(), space.height()));
    double span = std::hypot(extent[0], extent[1], extent[2]); // a ball around a cloud that turns
    if (index.isFlat())
        span = std::max(extent[0] * shorter / std::max(1.0, space.width()),
            extent[1] * shorter / std::max(1.0, space.height()));
    camera.span = span > 0 ? span * kRoomAround : 1;
    return camera;
}

void CloudStudio::makeInk(const CloudRequest& request)
{
    const auto& look = request.look;
    if (m_ink && look.colorBy == m_inkLook.colorBy && look.shapeBy == m_inkLook.shapeBy
        && look.colors == m_inkLook.colors && request.style.dark == m_inkIsDark)
        return;
    m_ink = inkOf(*m_data, *m_index, look, request.style.dark);
    m_inkLook = look;
    m_inkIsDark = request.style.dark;
}

CloudMade CloudStudio::make(const CloudRequest& request)
{
    if (m_data != request.data) {
        m_data = request.data;
        m_index = indexOf(*m_data);
        m_ink.reset();
        m_pairs.reset();
        m_centers = {centersOf(*m_data, m_data->classColumn), centersOf(*m_data, m_data->modalityColumn), {}};
    }
    makeInk(request);
    if (request.look.pairLines && !m_pairs)
        m_pairs = std::make_shared<SamplePoints>(pointsOfSamples(*m_index, m_data->sampleCount));

    CloudMade made;
    made.number = request.number;
    made.data = m_data;
    made.space = request.space;
    made.dotsPerUnit = request.dotsPerUnit;
    made.fit = fittingCamera(*m_index, request.space);
    auto& shot = made.shot;
    shot.index = m_index;
    shot.ink = m_ink;
    shot.pairs = request.look.pairLines ? m_pairs : nullptr;
    shot.selected = request.selected;
    shot.isolated = request.isolated;
    shot.camera = request.camera.value_or(made.fit);
    shot.space = request.space * request.dotsPerUnit;
    shot.margin = int(std::ceil(kMarginUnits * request.dotsPerUnit));
    const auto count
        = request.isolated ? std::min(m_index->size(), 2 * request.isolated->count()) : m_index->size();
    const auto look = cloudPointLook(count, made.fit.span / shot.camera.span);
    shot.diameter = (request.look.pointSize > 0 ? request.look.pointSize : look.diameter) * request.style.unit
        * request.dotsPerUnit;
    shot.opacity = request.look.opacity > 0 ? request.look.opacity : look.opacity;
    shot.density = request.look.density;
    shot.dark = request.style.dark;
    shot.ground = request.style.ground.rgb();
    shot.lines = request.style.text.rgb();
    made.pairLineStep = pairLineStep(shot);
    made.marks = m_centers;
    if (request.look.labels == CloudLabels::Selected && shot.hasSelection())
        made.marks.labels = selectedLabels(*m_data, *m_index, *request.selected, kMostNames);
    made.image = cloudPicture(shot);
    return made;
}

} // namespace modalscope
