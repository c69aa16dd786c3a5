#pragma once

#include "core/methods/frozen_layers.h"
#include "core/methods/method.h"
#include "core/optim/device.h"
#include "core/optim/optimizer.h"

namespace modalscope {

/// Everything of a method that has weights: one encoder per modality and linear layers, named, initialised
/// from the seed (an encoder starts the same in every method), on the device and in the precision of the run.
class Network {
public:
    /// Builds the encoders. Error: Shape, when an encoder does not fit its modality.
    static Result<Network> make(const MethodSpec& spec);

    std::size_t modalityCount() const { return m_encoders.size(); }
    const std::string& modality(std::size_t index) const { return m_encoders[index].modality; }
    std::int64_t featureSize(std::size_t index) const { return m_encoders[index].module->featureSize(); }
    std::int64_t totalFeatureSize() const; ///< of all modalities side by side

    /// A layer [inputs] → [outputs] with parameters `<name>.weight` and `<name>.bias`.
    torch::nn::Linear addLinear(const std::string& name, std::int64_t inputs, std::int64_t outputs);

    /// A layer `head.<modality>` → [outputs] for each modality.
    std::vector<torch::nn::Linear> addHeads(std::int64_t outputs);

    void setTraining(bool training); ///< dropout and batch norm of the encoders
    torch::Tensor encode(std::size_t index, const torch::Tensor& input)
    {
        return m_encoders[index].module->forward(input);
    }

    void freeze(const std::set<std::string>& names); ///< of the encoders, see Method::freeze

    Optimizer::Parameters parameters() const; ///< of everything that is learned
    /// Those that are learned.
    const Optimizer::Parameters& encoderParameters(std::size_t index) const
    {
        return m_encoders[index].learned;
    }
    Optimizer::Parameters linearParameters() const; ///< of all linear layers
    std::map<std::string, torch::Tensor> weights() const; ///< parameters and buffers; shared
    std::vector<NetworkModule> modules() const; ///< linear layers: `head…` is the head, others are fusion

    /// States of the generators behind dropout, `generator/<modality>`.
    void addState(std::map<std::string, torch::Tensor>& state) const;
    void restoreState(const std::map<std::string, torch::Tensor>& state);

private:
    struct NamedEncoder {
        std::string modality;
        std::shared_ptr<Encoder> module;
        Optimizer::Parameters learned;
        at::Generator generator;
    };
    struct NamedLinear {
        std::string name;
        torch::nn::Linear module;
    };

    std::uint64_t m_seed = 0;
    torch::Device m_device = torch::kCPU;
    torch::ScalarType m_type = torch::kFloat32;
    bool m_training = true;
    std::vector<NamedEncoder> m_encoders;
    std::vector<NamedLinear> m_linears;
    FrozenLayers m_frozen;
};

/// Floating-point tensors of a module to this device and type, others to the device: Module::to would turn
/// integer buffers (counters of batch norm) into floats too.
void moveTo(torch::nn::Module& module, torch::Device device, torch::ScalarType type);

/// A generator of its own on `device`, seeded for one purpose.
at::Generator makeGenerator(std::uint64_t seed, const std::string& purpose, torch::Device device);

/// What precedes the names of the optimiser's tensors in a method's state.
inline const std::string kOptimizerState = "optimizer/";

/// The entries whose names start with `prefix`, without it.
std::map<std::string, torch::Tensor> entriesBelow(
    const std::map<std::string, torch::Tensor>& state, const std::string& prefix);

} // namespace modalscope
