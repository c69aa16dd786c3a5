#pragma once

#include "core/base/libtorch.h"
#include "core/io/hdf5_file.h"
#include "core/models/joint_network.h"

#include <string>
#include <vector>

namespace modalscope {

/// Results of the published networks (`networks.h5`, described in `networks.md` beside it): weights and
/// inputs are a function of their names, so that only results are stored.
class GoldenNetworks {
public:
    /// tests/golden/networks.h5, or the file that the variable MODALSCOPE_GOLDEN_NETWORKS names, or the one
    /// in /work/shared/golden; empty when there is none.
    static std::string path();
    /// Throws std::runtime_error when the file cannot be read.
    explicit GoldenNetworks(const std::string& path);

    /// What lies in GROUP/PART, nothing when the group has no such part.
    std::vector<std::string> names(const std::string& group, const std::string& part) const;
    bool has(const std::string& group, const std::string& name) const;
    torch::Tensor read(const std::string& dataset) const; ///< float32, float64 or int8, as stored
    std::vector<std::string> texts(const std::string& dataset) const;
    /// Inputs of a case, float32: stored ones, or those of `base` with one set to zero in `NAME_zero_input`.
    std::vector<torch::Tensor> inputs(
        const std::string& network, const std::string& caseName, const std::vector<std::string>& names) const;

private:
    Hdf5File m_file;
};

/// A parameter, buffer or adapter tensor by the fill's rule, float32; its kind follows from its name
/// (`.ssf.gamma`, `.ssf.beta`, `.lora.A`, `.lora.B` for adapters).
torch::Tensor goldenTensor(const std::string& name, at::IntArrayRef shape);
/// `input.NAME` and `probe.NAME` of the fill, float32.
torch::Tensor goldenInput(const std::string& name, at::IntArrayRef shape);
/// Sets all parameters and running statistics of a network, whose names get `prefix` before them.
void fillGolden(torch::nn::Module& network, const std::string& prefix = {});

/// Largest distance over the largest value of `wanted`.
double goldenDistance(const torch::Tensor& value, const torch::Tensor& wanted);

/// One of the whole networks in the file, filled, in evaluation mode.
struct GoldenNetwork {
    std::string name; ///< in the file: "cmnext_b0_k1"
    std::shared_ptr<JointNetwork> network;
    std::vector<std::string> inputs; ///< names in the order of the modalities
    std::string params; ///< group with the list of tensors
    bool isDense = true;

    std::string output() const { return isDense ? "logits" : "output"; } ///< what gradients are of
};

/// mit_b0, cmnext_b0_k1, cmnext_b0_k3_scramble, cmnext_b0_k3_plain, mmsformer_b0_k1, mult_mosi.
GoldenNetwork goldenNetwork(const std::string& name, bool withMask = true);

} // namespace modalscope
