#pragma once

#include "core/methods/network.h"

namespace modalscope {

/// What autoencoders make of their input.
struct Reconstruction {
    torch::Tensor code; ///< [sample, code]; of several blocks side by side
    torch::Tensor values; ///< [sample, width]
};

/// Four linear layers, width → hidden → code → hidden → width, with ReLU behind each but the last:
/// `<name>.encode.0`, `<name>.encode.1`, `<name>.decode.0`, `<name>.decode.1`.
class AutoencoderBlock {
public:
    AutoencoderBlock(
        Network& network, const std::string& name, std::int64_t width, const ReconstructionOptions& options);

    Reconstruction forward(const torch::Tensor& input); ///< [sample, width]

private:
    std::vector<torch::nn::Linear> m_encode;
    std::vector<torch::nn::Linear> m_decode;
};

} // namespace modalscope
