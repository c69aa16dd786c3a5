#pragma once

#include "core/adapters/adapt_options.h"
#include "core/adapters/adapted_network.h"
#include "core/methods/method.h"
#include "core/optim/optimizer.h"

namespace modalscope {

/// A trained method whose weights are frozen, and the adapters that are learned for it: trains and predicts
/// like any other method. The base is in evaluation mode throughout; the loss is that of its own prediction.
/// Full fine-tuning (`AdapterKind::Full`) learns every parameter of the base in place of adapters.
class AdaptedMethod : public Method {
public:
    /// `present`: indices of the available modalities. Error: as placeAdapters.
    static Result<std::unique_ptr<AdaptedMethod>> make(
        std::unique_ptr<Method> base, const AdaptOptions& options, const std::vector<int>& present);
    ~AdaptedMethod() override;

    void beginEpoch(int epoch, double learningRate) override;
    void trainBatch(const Batch& batch, StepRecord& record) override;
    Outputs forward(const Batch& batch) override; ///< with the adapters as they are now
    /// What is learned, by the names of AdaptedNetwork, or of the base's parameters.
    std::map<std::string, torch::Tensor> weights() override;
    std::vector<NetworkModule> modules() override { return {}; }
    void recordFeatures(FeatureRecord* record) override { m_base->recordFeatures(record); }
    std::map<std::string, torch::Tensor> state() const override;
    void restoreState(const std::map<std::string, torch::Tensor>& state) override;
    void freeze(const std::set<std::string>& names) override; ///< of what is learned

    const std::vector<PlacedLayer>& placement() const { return m_adapters.placement(); }
    std::int64_t size() const; ///< values that are learned
    /// After weights() were written to: predictions take no notice before.
    void weightsChanged() { m_isMerged = false; }

private:
    AdaptedMethod(std::unique_ptr<Method> base, AdaptedNetwork adapters, const AdaptOptions& options);

    std::unique_ptr<Method> m_base;
    AdaptedNetwork m_adapters;
    TrainOptions m_train;
    std::vector<std::pair<std::string, torch::Tensor>> m_learned;
    Optimizer m_optimizer;
    bool m_isMerged = false;
};

/// Every layer of a method that adapters can follow.
std::vector<AdaptableLayer> adaptableLayers(Method& method);

/// SHA-256 over names, shapes and values of all weights: what an adapter set is bound to.
std::string weightsHash(const std::map<std::string, torch::Tensor>& weights);

} // namespace modalscope
