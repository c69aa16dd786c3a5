#pragma once

#include "core/data/dataset.h"
#include "core/models/encoder_options.h"

#include <QString>

namespace modalscope {

/// One of each kind: "features", "sequence", "image", "video".
inline Modality modalityOf(const QString& kind)
{
    if (kind == "features")
        return {"pix240", ModalityKind::Features, {20}, "float32", 1.0, 0.0};
    if (kind == "sequence")
        return {"acc", ModalityKind::Sequence, {9, 3}, "float32", 1.0, 0.0};
    if (kind == "image")
        return {"image", ModalityKind::Image, {2, 12, 11}, "float32", 1.0, 0.0};
    return {"film", ModalityKind::Video, {2, 3, 12, 11}, "float32", 1.0, 0.0};
}

/// Small networks, 12 features of each.
inline EncoderOptions optionsFor(EncoderKind kind)
{
    EncoderOptions options;
    options.kind = kind;
    options.feature = 12;
    options.hidden = {24, 16};
    options.channels = {4, 8};
    options.width = 16;
    options.layers = 2;
    options.heads = 2;
    return options;
}

} // namespace modalscope
