#include "core/models/encoder_options.h"

#include <array>

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

} // namespace modalscope
