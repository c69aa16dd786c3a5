#pragma once

#include "core/data/modality.h"
#include "core/eval/label_maps.h"
#include "widgets/maps/class_colors.h"

#include <QImage>

#include <span>

namespace modalscope {

/// Pictures of label maps: pure, for any thread. Their colours are the same in every window and in files.

/// The colours of an error map: right and wrong differ in hue and in brightness.
struct ErrorColors {
    QColor right, wrong, ignored;
};
ErrorColors errorColors();

/// Classes [row, column] in `colors`, what is not tinted transparent; LabelMaps::kNone is hatched in grey.
QImage labelOverlay(
    std::span<const std::uint8_t> classes, int rows, int columns, const ClassColors& colors = {});

/// Right, wrong, and hatched where the truth or the prediction is LabelMaps::kNone.
QImage errorOverlay(
    std::span<const std::uint8_t> truth, std::span<const std::uint8_t> predicted, int rows, int columns);

/// One row of an image modality: three channels as red, green, blue; else their mean in grey. Null for other
/// kinds of modalities and for no values.
QImage modalityImage(const Modality& modality, std::span<const float> values);

} // namespace modalscope
