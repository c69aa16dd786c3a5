#pragma once

#include "core/config/choice.h"
#include "core/config/describe.h"

#include <string>
#include <vector>

namespace modalscope {

/// Networks that take all modalities at once.
enum class NetworkKind {
    Segformer, ///< one image modality: MiT and its head (Xie et al. 2021)
    Cmnext, ///< images: MiT and one shared branch for all further modalities (Zhang et al. 2023)
    Mmsformer, ///< images: one MiT per modality, fused at every stage (Reza et al. 2024)
    Mult ///< three sequences: crossmodal transformers (Tsai et al. 2019)
};
std::span<const Choice<NetworkKind>> choices(NetworkKind);

enum class MitSize { B0, B1, B2, B3, B4, B5 };
std::span<const Choice<MitSize>> choices(MitSize);

enum class ExtraMitSize {
    Auto, ///< b0 beside b0, else b1, which the published code always takes
    B0,
    B1,
    B2,
    B3,
    B4,
    B5
};
std::span<const Choice<ExtraMitSize>> choices(ExtraMitSize);

/// How a network of all modalities is built. Sources: `adapters.md` section 6.
struct NetworkOptions {
    NetworkKind kind = NetworkKind::Cmnext;
    MitSize size = MitSize::B0; ///< segformer, cmnext, mmsformer
    int headWidth = 0; ///< 0 = 256 for b0 and b1, else 768 in segformer and 512 in the others
    double dropPath = 0.1; ///< of the last block; grows from 0
    double headDropout = 0.1; ///< whole channels before the last layer
    bool legacyScramble = false; ///< cmnext with three or more modalities
    ExtraMitSize extraSize = ExtraMitSize::Auto; ///< mmsformer
    std::string weights; ///< path of a file that the first modality's MiT starts from; empty = random
    bool frozen = false; ///< what is loaded from there does not change in training
    bool allowMissing = false; ///< what the file has not starts at random

    int width = 30; ///< mult: of a time step; a multiple of `heads`
    int heads = 5;
    int levels = 5;
    bool mask = true; ///< a step sees no later ones
    std::vector<double> attentionDropout = {0.1, 0, 0}; ///< by the modality looked at; memories: the first
    double reluDropout = 0.1;
    double residualDropout = 0.1;
    double embedDropout = 0.25;
    double outDropout = 0;
};

bool isDense(NetworkKind kind); ///< gives logits per pixel
MitSize mitSizeOfExtra(const NetworkOptions& options);
int headWidthOf(const NetworkOptions& options);

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, NetworkOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"kind", "the network of all modalities"}, options.kind);
    if (isDense(options.kind)) {
        visit(Field{"size", "size of the MiT encoder"}, options.size);
        visit(Field{"head_width", "width of the head; 0 = as published for the size", 0, 4096},
            options.headWidth);
        visit(Field{"drop_path", "share of residual branches left out in the last block while training", 0,
                  0.95},
            options.dropPath);
        visit(Field{"head_dropout", "share of the head's channels set to zero while training", 0, 0.95},
            options.headDropout);
    }
    if (isDense(options.kind))
        visit(Field{"weights",
                  "file of MiT weights (safetensors, .pth) that the first modality's encoder starts from; "
                  "empty = "
                  "random"},
            options.weights);
    if (isDense(options.kind) && !options.weights.empty()) {
        visit(Field{"frozen", "what is loaded does not change while training"}, options.frozen);
        visit(Field{"allow_missing", "what the file does not have starts at random"}, options.allowMissing);
    }
    if (options.kind == NetworkKind::Cmnext)
        visit(Field{"legacy_scramble",
                  "permute the further modalities between stages as the released code does; for its weights"},
            options.legacyScramble);
    if (options.kind == NetworkKind::Mmsformer)
        visit(Field{"extra_size", "size of the encoders of the further modalities"}, options.extraSize);
    if (options.kind == NetworkKind::Mult) {
        visit(Field{"width", "width of a time step; a multiple of heads", 4, 4096}, options.width);
        visit(Field{"heads", "attention heads", 1, 64}, options.heads);
        visit(Field{"levels", "layers of each crossmodal transformer", 1, 64}, options.levels);
        visit(Field{"mask", "a time step sees no later ones"}, options.mask);
        visit(Field{"attention_dropout",
                  "share of attention weights set to zero, by the modality that is looked at", 0, 0.95},
            options.attentionDropout);
        visit(Field{"relu_dropout", "dropout in the feed-forward parts", 0, 0.95}, options.reluDropout);
        visit(
            Field{"residual_dropout", "dropout of the residual branches", 0, 0.95}, options.residualDropout);
        visit(Field{"embed_dropout", "dropout of the embedded steps and of the first modality's input", 0,
                  0.95},
            options.embedDropout);
        visit(Field{"out_dropout", "dropout before the last layers", 0, 0.95}, options.outDropout);
    }
}

} // namespace modalscope
