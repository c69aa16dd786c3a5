#include "widgets/cloud/cloud_shot.h"

#include "widgets/cloud/cloud_density.h"
#include "widgets/cloud/cloud_lines.h"
#include "widgets/cloud/cloud_splat.h"

#include <algorithm>
#include <cmath>

namespace modalscope {

std::size_t pairLineStep(const CloudShot& shot)
{
    const auto count = shot.hasSelection() ? shot.selected->count()
        : shot.isolated                    ? shot.isolated->count()
        : shot.pairs                       ? shot.pairs->first.size() - 1
                                           : 0;
    return 1 + (count == 0 ? 0 : (count - 1) / kMostPairLines);
}

QImage cloudPicture(const CloudShot& shot)
{
    const auto side = [&](double pixels) { return std::max(1, int(std::ceil(pixels))) + 2 * shot.margin; };
    QImage image(side(shot.space.width()), side(shot.space.height()), QImage::Format_RGB32);
    image.fill(shot.ground);
    if (shot.density)
        paintDensity(image, shot);
    const auto sheet = CloudSheet::of(image);
    if (shot.pairs)
        paintPairLines(sheet, shot);
    if (!shot.density && shot.hasSelection())
        splatPoints(sheet, shot, CloudPart::Faded);
    if (shot.hasSelection())
        splatPoints(sheet, shot, CloudPart::Selected);
    else if (!shot.density)
        splatPoints(sheet, shot, CloudPart::All);
    return image;
}

CloudPointLook cloudPointLook(std::size_t count, double zoom)
{
    CloudPointLook look{5.5, 0.9};
    if (count > 2'000)
        look = {4, 0.85};
    if (count > 20'000)
        look = {2.6, 0.75};
    if (count > 300'000)
        look = {1.5, 0.6};
    look.diameter = std::clamp(look.diameter * std::pow(std::max(zoom, 1.0), 0.35), look.diameter, 6.0);
    return look;
}

} // namespace modalscope
