#include "core/methods/autoencoder_block.h"

namespace modalscope {

AutoencoderBlock::AutoencoderBlock(
    Network& network, const std::string& name, std::int64_t width, const ReconstructionOptions& options)
    : m_encode{network.addLinear(name + ".encode.0", width, options.hidden),
        network.addLinear(name + ".encode.1", options.hidden, options.code)}
    , m_decode{network.addLinear(name + ".decode.0", options.code, options.hidden),
          network.addLinear(name + ".decode.1", options.hidden, width)}
{ }

Reconstruction AutoencoderBlock::forward(const torch::Tensor& input)
{
    const auto code = m_encode[1](m_encode[0](input).relu()).relu();
    return {code, m_decode[1](m_decode[0](code).relu())};
}

} // namespace modalscope
