#pragma once

#include "core/methods/autoencoder_block.h"

namespace modalscope {

/// A cascade of autoencoders `<name>.0`, `<name>.1`, ... Block k sees x + Σ_{j<k} r_j and answers with the
/// residual r_k; the reconstruction is x + Σ r_k, the code that of all blocks side by side. Source: Tran et
/// al. 2017, "Missing Modalities Imputation via Cascaded Residual Autoencoder", in the form of MMIN's
/// published code, without that code's layers behind the sum.
class ResidualAutoencoder {
public:
    ResidualAutoencoder(
        Network& network, const std::string& name, std::int64_t width, const ReconstructionOptions& options);

    static std::int64_t codeSize(const ReconstructionOptions& options); ///< of all blocks

    Reconstruction forward(const torch::Tensor& input); ///< [sample, width]

private:
    std::vector<AutoencoderBlock> m_blocks;
};

} // namespace modalscope
