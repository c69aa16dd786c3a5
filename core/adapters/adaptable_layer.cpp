#include "core/adapters/adaptable_layer.h"

#include "core/models/conv_layer_norm.h"
#include "core/models/gru_encoder.h"
#include "core/models/packed_attention.h"

namespace modalscope {
namespace {

/// Collects the layers of one module and below.
class LayerSearch {
public:
    explicit LayerSearch(const PartOf& partOf)
        : m_partOf(partOf)
    { }

    void visit(const std::shared_ptr<torch::nn::Module>& module, const std::string& path)
    {
        m_owner = module;
        take(*module, path);
        for (const auto& child : module->named_children())
            visit(child.value(), path.empty() ? child.key() : path + "." + child.key());
    }

    std::vector<AdaptableLayer> found;

private:
    void take(torch::nn::Module& module, const std::string& path)
    {
        const auto below = path.empty() ? std::string() : path + ".";
        if (auto* linear = dynamic_cast<torch::nn::LinearImpl*>(&module)) {
            add(path, LayerKind::Linear, linear->weight, linear->bias);
        } else if (auto* conv = dynamic_cast<torch::nn::Conv2dImpl*>(&module)) {
            add(path, kindOf(conv->options.groups()), conv->weight, conv->bias);
        } else if (auto* conv1d = dynamic_cast<torch::nn::Conv1dImpl*>(&module)) {
            add(path, kindOf(conv1d->options.groups()), conv1d->weight, conv1d->bias);
        } else if (auto* layerNorm = dynamic_cast<torch::nn::LayerNormImpl*>(&module)) {
            add(path, LayerKind::Normalisation, layerNorm->weight, layerNorm->bias);
        } else if (auto* convNorm = dynamic_cast<ConvLayerNorm*>(&module)) {
            add(path, LayerKind::Normalisation, convNorm->weight, convNorm->bias);
        } else if (auto* batchNorm = dynamic_cast<torch::nn::BatchNorm2dImpl*>(&module)) {
            add(path, LayerKind::Normalisation, batchNorm->weight, batchNorm->bias);
        } else if (auto* batchNorm1d = dynamic_cast<torch::nn::BatchNorm1dImpl*>(&module)) {
            add(path, LayerKind::Normalisation, batchNorm1d->weight, batchNorm1d->bias);
        } else if (auto* attention = dynamic_cast<PackedAttention*>(&module)) {
            add(below + "in_proj", LayerKind::PackedProjection, attention->in_proj_weight,
                attention->in_proj_bias);
        } else if (auto* gru = dynamic_cast<GruEncoder*>(&module)) {
            auto& layers = gru->gates();
            for (std::size_t i = 0; i < layers.size(); ++i) {
                const auto end = "_l" + std::to_string(i);
                add(below + "gru.ih" + end, LayerKind::PackedProjection, layers[i][0], layers[i][2]);
                add(below + "gru.hh" + end, LayerKind::PackedProjection, layers[i][1], layers[i][3]);
            }
        }
    }

    static LayerKind kindOf(std::int64_t groups)
    {
        return groups == 1 ? LayerKind::Convolution : LayerKind::DepthwiseConvolution;
    }

    void add(const std::string& path, LayerKind kind, torch::Tensor& weight, torch::Tensor& bias)
    {
        if (weight.defined()) // a norm without weights changes nothing that could be learned
            found.push_back({path, kind, m_partOf(path), &weight, &bias, weight, bias, m_owner});
    }

    const PartOf& m_partOf;
    std::shared_ptr<torch::nn::Module> m_owner;
};

} // namespace

std::string labelOf(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Linear:
        return "linear";
    case LayerKind::Convolution:
        return "convolution";
    case LayerKind::DepthwiseConvolution:
        return "depthwise convolution";
    case LayerKind::Normalisation:
        return "normalisation";
    case LayerKind::PackedProjection:
        return "packed projection";
    }
    return {};
}

std::vector<AdaptableLayer> adaptableLayers(
    const std::shared_ptr<torch::nn::Module>& module, const std::string& prefix, const PartOf& partOf)
{
    LayerSearch search(partOf);
    search.visit(module, prefix);
    return std::move(search.found);
}

} // namespace modalscope
