#include "core/experiment/check_encoder.h"

#include <limits>
#include <string>

namespace modalscope {
namespace {

Error encoderMisfit(const Modality& modality, const std::string& why)
{
    return {ErrorKind::Shape, "modality " + modality.name + " (" + shapeText(modality) + "): " + why};
}

Result<void> checkCnn(const EncoderOptions& options, const Modality& modality)
{
    if (options.channels.empty())
        return encoderMisfit(modality, "the CNN has no blocks; give `channels` at least one number");
    const auto rows = modality.shape[modality.shape.size() - 2];
    const auto columns = modality.shape.back();
    const auto least = options.channels.size() < 62 ? std::int64_t(1) << options.channels.size()
                                                    : std::numeric_limits<std::int64_t>::max();
    if (rows < least || columns < least)
        return encoderMisfit(modality,
            "the image is too small for a CNN of " + std::to_string(options.channels.size())
                + " blocks, each of which halves it; use fewer `channels` or an mlp");
    return {};
}

} // namespace

Result<void> checkEncoder(const EncoderOptions& options, const Modality& modality)
{
    const auto kind = options.kind == EncoderKind::Auto ? automaticEncoder(modality.kind) : options.kind;
    const bool isImages = modality.kind == ModalityKind::Image || modality.kind == ModalityKind::Video;
    const bool needsImages = kind == EncoderKind::Cnn || kind == EncoderKind::Resnet18;
    const bool needsSequence = kind == EncoderKind::Gru || kind == EncoderKind::Transformer;
    const bool fits
        = (!needsImages || isImages) && (!needsSequence || modality.kind == ModalityKind::Sequence);
    if (!fits) {
        const std::string who = kind == EncoderKind::Cnn ? "a CNN"
            : kind == EncoderKind::Resnet18              ? "ResNet-18"
            : kind == EncoderKind::Gru                   ? "a GRU"
                                                         : "a transformer";
        return encoderMisfit(modality,
            who + " needs " + (needsImages ? "images or video" : "a sequence")
                + "; use auto, or mlp, which takes everything");
    }
    return kind == EncoderKind::Cnn ? checkCnn(options, modality) : Result<void>();
}

} // namespace modalscope
