#pragma once

#include "core/adapters/adaptable_layer.h"
#include "core/adapters/adapter_options.h"
#include "core/adapters/placement.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// A frozen network and the few tensors Δ that are learned for one set of available modalities. An adapter
/// after a layer is the same as the layer with other weights, because it acts before any padding or
/// activation: γ ⊙ (W·x + b) + β = (γ ⊙ W)·x + (γ ⊙ b + β) (`adapters.md` 1.5). So the adapters are put
/// into the network by putting computed weights into its layers; the network's own tensors are never
/// written, and any network whose layers can be listed can be adapted.
///
/// `attach` computes the weights with their gradients leading to Δ and is called before every forward while
/// Δ is learned; `merge` computes them once; `remove` puts the base's own tensors back, bit for bit.
/// The network must be in evaluation mode: running statistics belong to the base.
class AdaptedNetwork {
public:
    /// Tensors by name: "<layer>.ssf.gamma", ".ssf.beta" [output], ".lora.A" [rank·k, input·k], ".lora.B"
    /// [output·k, rank·k], ".bias", ".weight" (norm tuning). Error: as placeAdapters.
    static Result<AdaptedNetwork> make(std::vector<AdaptableLayer> layers, const AdapterOptions& options,
        const std::vector<int>& present, std::uint64_t seed);

    AdaptedNetwork(AdaptedNetwork&&) = default;
    AdaptedNetwork& operator=(AdaptedNetwork&&) = delete;
    ~AdaptedNetwork(); ///< removes

    void attach();
    void merge();
    void remove();

    const std::vector<PlacedLayer>& placement() const { return m_placement; }
    /// Δ, in the order of the layers; leaves that require gradients.
    const std::vector<std::pair<std::string, torch::Tensor>>& tensors() const { return m_tensors; }
    std::int64_t size() const; ///< |Δ|: values in all tensors

private:
    /// Δ of one layer; undefined where it has none.
    struct Adapter {
        torch::Tensor gamma, beta, loraA, loraB, weight, bias;
        torch::Tensor weightRoom, biasRoom; ///< for computed values while no gradient is recorded
    };

    AdaptedNetwork() = default;
    void addTensors(std::size_t layer, const AdapterOptions& options, std::uint64_t seed);
    torch::Tensor add(const std::string& name, torch::Tensor values);

    std::vector<AdaptableLayer> m_layers; ///< those with an adapter
    std::vector<Adapter> m_adapters; ///< of these
    std::vector<PlacedLayer> m_placement;
    std::vector<std::pair<std::string, torch::Tensor>> m_tensors;
    double m_loraFactor = 1; ///< α / r
};

} // namespace modalscope
