#include "core/methods/residual_autoencoder.h"

namespace modalscope {

ResidualAutoencoder::ResidualAutoencoder(
    Network& network, const std::string& name, std::int64_t width, const ReconstructionOptions& options)
{
    for (int k = 0; k < options.blocks; ++k)
        m_blocks.emplace_back(network, name + "." + std::to_string(k), width, options);
}

std::int64_t ResidualAutoencoder::codeSize(const ReconstructionOptions& options)
{
    return std::int64_t(options.blocks) * options.code;
}

Reconstruction ResidualAutoencoder::forward(const torch::Tensor& input)
{
    std::vector<torch::Tensor> codes;
    auto values = input;
    for (auto& block : m_blocks) {
        const auto residual = block.forward(values);
        codes.push_back(residual.code);
        values = values + residual.values;
    }
    return {torch::cat(codes, 1), values};
}

} // namespace modalscope
