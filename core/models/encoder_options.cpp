#include "core/models/encoder_options.h"

#include <array>
#include <span>

namespace modalscope {

std::span<const Choice<EncoderKind>> choices(EncoderKind)
{
    static constexpr std::array<Choice<EncoderKind>, 6> all{{
        {EncoderKind::Auto, "auto", "automatic"},
        {EncoderKind::Mlp, "mlp", "MLP"},
        {EncoderKind::Cnn, "cnn", "small CNN"},
        {EncoderKind::Resnet18, "resnet18", "ResNet-18"},
        {EncoderKind::Gru, "gru", "GRU"},
        {EncoderKind::Transformer, "transformer", "Transformer"},
    }};
    return all;
}

EncoderKind automaticEncoder(ModalityKind kind)
{
    switch (kind) {
    case ModalityKind::Features:
        return EncoderKind::Mlp;
    case ModalityKind::Sequence:
        return EncoderKind::Gru;
    case ModalityKind::Image:
    case ModalityKind::Video:
        break;
    }
    return EncoderKind::Cnn;
}

namespace {

/// Of layers from `in` over `widths` to `out`, each weight used by `positions` places of a filter.
double chainWeights(double in, std::span<const int> widths, double out, double positions = 1)
{
    double weights = 0;
    for (const double width : widths)
        weights += positions * in * width + width, in = width;
    return weights + in * out + out;
}

} // namespace

double estimatedWeights(const EncoderOptions& options, const Modality& modality)
{
    const double width = options.width, layers = options.layers, feature = options.feature;
    const double last = modality.shape.empty() ? 1 : double(modality.shape.back());
    switch (options.kind == EncoderKind::Auto ? automaticEncoder(modality.kind) : options.kind) {
    case EncoderKind::Mlp:
        return chainWeights(double(modality.size()), options.hidden, feature);
    case EncoderKind::Cnn:
        return chainWeights(modality.shape.size() < 3 ? 1 : double(modality.shape[modality.shape.size() - 3]),
            options.channels, feature, 9);
    case EncoderKind::Resnet18:
        return 11.2e6 + 512 * feature;
    case EncoderKind::Gru:
        return 3 * width * (last + width + (layers - 1) * 2 * width) + width * feature;
    case EncoderKind::Transformer:
        return last * width + layers * 12 * width * width + width * feature;
    case EncoderKind::Auto:
        break;
    }
    return 0;
}

} // namespace modalscope
