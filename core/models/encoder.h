#pragma once

#include "core/base/libtorch.h"
#include "core/base/result.h"
#include "core/data/modality.h"
#include "core/models/encoder_options.h"

#include <memory>

namespace modalscope {

/// The network of one modality: [sample, ...shape of the modality] → [sample, feature].
class Encoder : public torch::nn::Module {
public:
    virtual torch::Tensor forward(const torch::Tensor& input) = 0;
    virtual std::int64_t featureSize() const = 0;
    /// Random choices while training (dropout) come from this generator, never from LibTorch's global one.
    virtual void setGenerator(const at::Generator& generator) { (void)generator; }
};

/// `auto` replaced by what suits the modality.
EncoderKind chooseEncoder(EncoderKind asked, const Modality& modality);

/// Builds the encoder for one modality, float32 on the CPU; its values are arbitrary until `initialize`.
/// Error: Shape when kind and modality do not fit (an image too small for the CNN, a GRU on an image), with
/// what to do.
Result<std::shared_ptr<Encoder>> makeEncoder(const EncoderOptions& options, const Modality& modality);

} // namespace modalscope
