#pragma once

#include "core/config/choice.h"
#include "core/config/describe.h"

#include <string>
#include <vector>

namespace modalscope {

/// What is learned for a set of available modalities, in `adapters.md` 1.3's words.
enum class AdapterKind {
    Pretrained, ///< nothing: the base as it is
    Ssf, ///< scale and shift after the layer: h' = γ ⊙ h + β (Eq. 5)
    Scale, ///< h' = γ ⊙ h
    Shift, ///< h' = h + β; the paper calls this BitFit (Eq. 6)
    BitFit, ///< the biases that the base has, trained on
    Norm, ///< weight and bias of the normalisation layers, trained on
    Lora, ///< W' = W + (α/r)·B·A (Eq. 4)
    SsfLora, ///< LoRA inside the layer, scale and shift after it
    Full ///< every parameter of the network, from the base's values
};
std::span<const Choice<AdapterKind>> choices(AdapterKind);

enum class AdapterStart {
    Identity, ///< γ = 1, β = 0, B = 0: the first prediction is the base's, bit for bit
    SsfCode ///< γ ~ N(1, 0.02), β ~ N(0, 0.02), as the code of SSF (dongzelian/SSF)
};
std::span<const Choice<AdapterStart>> choices(AdapterStart);

enum class LoraConvolutions {
    None,
    OneByOne, ///< dense 1×1 convolutions
    Dense ///< every dense convolution with a square kernel
};
std::span<const Choice<LoraConvolutions>> choices(LoraConvolutions);

/// What an adapter set consists of.
struct AdapterOptions {
    AdapterKind kind = AdapterKind::Ssf;
    AdapterStart start = AdapterStart::Identity; ///< ssf, scale, shift
    int rank = 4; ///< lora: r, at most the smaller side of the layer's matrix
    double alpha = 0; ///< lora: α; 0 = the rank, a factor of 1
    bool linear = true; ///< lora: linear layers
    bool packed = true; ///< lora: packed projections of attention and of GRU gates
    LoraConvolutions convolutions = LoraConvolutions::OneByOne; ///< lora; depthwise ones never
    std::vector<std::string> leaveOut = {}; ///< layers that get none: paths, or beginnings that end in *
};

/// Whether an entry of `leaveOut` means the layer at `path`.
bool namesLayer(const std::string& entry, const std::string& path);

bool hasScale(AdapterKind kind);
bool hasShift(AdapterKind kind);
bool hasLora(AdapterKind kind);

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, AdapterOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"kind", "what is learned for the modalities that are left"}, options.kind);
    if (hasScale(options.kind) || hasShift(options.kind))
        visit(Field{"start", "first values of scale and shift"}, options.start);
    if (hasLora(options.kind)) {
        visit(Field{"rank", "rank of the low-rank matrices", 1, 4096}, options.rank);
        visit(
            Field{"alpha", "the product is multiplied by alpha / rank; 0 = the rank", 0, 1e6}, options.alpha);
        visit(Field{"linear", "on linear layers"}, options.linear);
        visit(Field{"packed", "on packed projections of attention and GRU gates"}, options.packed);
        visit(Field{"convolutions", "on dense convolutions; depthwise ones never"}, options.convolutions);
    }
    visit(
        Field{"leave_out", "layers without adapters: paths, or beginnings that end in *"}, options.leaveOut);
}

} // namespace modalscope
