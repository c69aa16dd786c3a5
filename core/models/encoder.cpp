#include "core/models/encoder.h"

#include "core/base/require.h"
#include "core/models/cnn_encoder.h"
#include "core/models/gru_encoder.h"
#include "core/models/mlp_encoder.h"
#include "core/models/resnet18_encoder.h"
#include "core/models/transformer_encoder.h"

#include <string>

namespace modalscope {
namespace {

Error doesNotFit(const Modality& modality, const std::string& why)
{
    return {ErrorKind::Shape, "modality " + modality.name + " (" + shapeText(modality) + "): " + why};
}

bool isImages(const Modality& modality)
{
    return modality.kind == ModalityKind::Image || modality.kind == ModalityKind::Video;
}

/// Channels, rows and columns of an image or of a frame.
struct Frame {
    explicit Frame(const Modality& modality)
    {
        const auto last = modality.shape.size() - 1;
        channels = modality.shape[last - 2];
        rows = modality.shape[last - 1];
        columns = modality.shape[last];
    }
    std::int64_t channels = 0, rows = 0, columns = 0;
};

Result<std::shared_ptr<Encoder>> makeCnn(const EncoderOptions& options, const Modality& modality)
{
    if (!isImages(modality))
        return doesNotFit(modality, "a CNN needs images or video; use auto, or mlp, which takes everything");
    if (options.channels.empty())
        return doesNotFit(modality, "the CNN has no blocks; give `channels` at least one number");
    const Frame frame(modality);
    const auto least = std::int64_t(1) << options.channels.size();
    if (frame.rows < least || frame.columns < least)
        return doesNotFit(modality,
            "the image is too small for a CNN of " + std::to_string(options.channels.size())
                + " blocks, each of which halves it; use fewer `channels` or an mlp");
    return std::shared_ptr<Encoder>(
        std::make_shared<CnnEncoder>(frame.channels, options.channels, options.feature));
}

Result<std::shared_ptr<Encoder>> makeResnet(const EncoderOptions& options, const Modality& modality)
{
    if (!isImages(modality))
        return doesNotFit(
            modality, "ResNet-18 needs images or video; use auto, or mlp, which takes everything");
    return std::shared_ptr<Encoder>(
        std::make_shared<Resnet18Encoder>(Frame(modality).channels, options.feature));
}

Result<std::shared_ptr<Encoder>> makeGru(const EncoderOptions& options, const Modality& modality)
{
    if (modality.kind != ModalityKind::Sequence)
        return doesNotFit(modality, "a GRU needs a sequence; use auto, or mlp, which takes everything");
    return std::shared_ptr<Encoder>(std::make_shared<GruEncoder>(
        modality.shape[1], options.width, options.layers, options.feature, options.dropout));
}

Result<std::shared_ptr<Encoder>> makeTransformer(const EncoderOptions& options, const Modality& modality)
{
    if (modality.kind != ModalityKind::Sequence)
        return doesNotFit(
            modality, "a transformer needs a sequence; use auto, or mlp, which takes everything");
    if (options.width % options.heads != 0)
        return doesNotFit(modality,
            "`heads` (" + std::to_string(options.heads) + ") does not divide `width` ("
                + std::to_string(options.width) + ") of its transformer; change one of them");
    return std::shared_ptr<Encoder>(std::make_shared<TransformerEncoder>(TransformerSize{
        modality.shape[1], options.width, options.heads, options.layers, options.feature, options.dropout}));
}

} // namespace

EncoderKind chooseEncoder(EncoderKind asked, const Modality& modality)
{
    return asked == EncoderKind::Auto ? automaticEncoder(modality.kind) : asked;
}

Result<std::shared_ptr<Encoder>> makeEncoder(const EncoderOptions& options, const Modality& modality)
{
    switch (chooseEncoder(options.kind, modality)) {
    case EncoderKind::Auto:
        break;
    case EncoderKind::Mlp:
        return std::shared_ptr<Encoder>(
            std::make_shared<MlpEncoder>(modality.size(), options.hidden, options.feature, options.dropout));
    case EncoderKind::Cnn:
        return makeCnn(options, modality);
    case EncoderKind::Resnet18:
        return makeResnet(options, modality);
    case EncoderKind::Gru:
        return makeGru(options, modality);
    case EncoderKind::Transformer:
        return makeTransformer(options, modality);
    }
    require(false, "auto stands for a kind");
    return Error{};
}

} // namespace modalscope
