#pragma once

#include "core/config/choice.h"
#include "core/config/describe.h"
#include "core/data/modality.h"

#include <string>
#include <vector>

namespace modalscope {

enum class EncoderKind {
    Auto, ///< by the kind of the modality: features → mlp, sequence → gru, image and video → cnn
    Mlp, ///< fully connected layers with ReLU; flattens what is not features
    Cnn, ///< blocks of 3×3 convolution, batch norm, ReLU, 2×2 max pool; mean over positions (and frames)
    Resnet18, ///< the published code's form, 512 features
    Gru, ///< gated recurrent units, mean over time
    Transformer ///< pre-norm transformer encoder, mean over time
};
std::span<const Choice<EncoderKind>> choices(EncoderKind);

/// What `auto` stands for.
EncoderKind automaticEncoder(ModalityKind kind);

/// How the encoder of one modality is built. Every encoder ends in `feature` values per sample, [sample,
/// feature].
struct EncoderOptions {
    EncoderKind kind = EncoderKind::Auto;
    int feature = 64; ///< resnet18: other than 512 adds one linear layer `projection`
    std::vector<int> hidden = {128}; ///< mlp: widths of the hidden layers
    std::vector<int> channels = {16, 32, 64}; ///< cnn: channels of the blocks
    int width = 64; ///< gru, transformer: width of a time step
    int layers = 1; ///< gru, transformer
    int heads = 4; ///< transformer: must divide `width`
    double dropout = 0.0; ///< mlp, gru, transformer
    std::string weights = {}; ///< path of a file that it starts from; empty = random
    bool frozen = false; ///< what is loaded from there does not change in training
    bool allowMissing = false; ///< what the file has not starts at random
};

/// Weights that the encoder of `modality` will have, from the sizes of its layers; biases and norms of the
/// larger kinds left out.
double estimatedWeights(const EncoderOptions& options, const Modality& modality);

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, EncoderOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"kind", "architecture of the encoder"}, options.kind);
    visit(Field{"feature", "values per sample that the encoder ends in", 1, 65536}, options.feature);
    const auto is = [&](auto... kinds) {
        return options.kind == EncoderKind::Auto || ((options.kind == kinds) || ...);
    };
    using enum EncoderKind;
    if (is(Mlp))
        visit(Field{"hidden", "widths of the hidden layers", 1, 65536}, options.hidden);
    if (is(Cnn))
        visit(Field{"channels", "channels of the convolution blocks", 1, 4096}, options.channels);
    if (is(Gru, Transformer)) {
        visit(Field{"width", "width of a time step", 1, 4096}, options.width);
        visit(Field{"layers", "layers", 1, 64}, options.layers);
    }
    if (is(Transformer))
        visit(Field{"heads", "attention heads; must divide width", 1, 64}, options.heads);
    if (is(Mlp, Gru, Transformer))
        visit(Field{"dropout", "share of values set to zero while training", 0, 0.95}, options.dropout);
    visit(Field{"weights",
              "file of weights (safetensors, .pth) that the encoder starts from: resnet18 by torchvision's "
              "names, all by those of our checkpoints; empty = random"},
        options.weights);
    if (!options.weights.empty()) {
        visit(Field{"frozen", "what is loaded does not change while training"}, options.frozen);
        visit(Field{"allow_missing", "what the file does not have starts at random"}, options.allowMissing);
    }
}

} // namespace modalscope
