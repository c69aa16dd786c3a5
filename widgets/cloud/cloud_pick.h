#pragma once

#include "widgets/cloud/cloud_shot.h"

#include <QPolygonF>
#include <QRectF>

#include <optional>

namespace modalscope {

/// The shown point nearest to a pixel of the space, at most `reach` pixels away, as its index in the data; in
/// three dimensions the nearest to the eye of those within two pixels of the nearest.
std::optional<std::size_t> nearestPoint(const CloudShot& shot, const QPointF& pixel, double reach);

/// The samples that have a shown point inside of a closed outline (even-odd rule), of `sampleCount`. Exact;
/// 100,000 points take a few milliseconds.
SelectionMask samplesInside(const CloudShot& shot, const QPolygonF& outline, std::size_t sampleCount);
SelectionMask samplesInside(const CloudShot& shot, const QRectF& rectangle, std::size_t sampleCount);

} // namespace modalscope
