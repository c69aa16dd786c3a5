#include "core/inspect/tensor_parts.h"

#include "core/base/text.h"
#include "core/inspect/adapter_names.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace modalscope {
namespace {

using Part = CheckpointPart;

/// Keys that weights lie under, the best first.
constexpr std::array<std::string_view, 15> kWeightKeys{"state_dict", "model_state_dict", "model_state",
    "model_weights", "model", "module", "network", "net", "weights", "params", "parameters", "net_state_dict",
    "encoder_state_dict", "generator", "teacher"};
/// Words in keys of what is no part of the network, or a second copy of it.
constexpr std::array<std::string_view, 15> kOtherWords{"ema", "rng", "random", "scheduler", "schedulers",
    "loops", "callbacks", "scaler", "amp", "teacher", "best", "average", "averaged", "swa", "momentum"};
constexpr std::array<std::string_view, 3> kOptimizerWords{"optimizer", "optimizers", "optim"};
/// What stands before every name when the network is wrapped.
constexpr std::array<std::string_view, 8> kWrappers{
    "base_model.model.", "module.", "_orig_mod.", "model.", "net.", "network.", "state_dict.", "weights."};

bool hasWordOf(std::string_view key, std::span<const std::string_view> words)
{
    std::string lower(key);
    std::ranges::transform(lower, lower.begin(),
        [](unsigned char c) { return std::isalnum(c) != 0 ? char(std::tolower(c)) : '_'; });
    const auto parts = splitText(lower, '_');
    return std::ranges::any_of(
        parts, [&](const auto& part) { return std::ranges::find(words, part) != words.end(); });
}

/// Names of tensors in a state dict: "head.bias", "weight"; not "epoch".
bool isWeightKey(const std::string& key)
{
    return key.find('.') != std::string::npos || key.ends_with("weight") || key.ends_with("kernel")
        || key.ends_with("kernel:0");
}

/// Whether a tensor stands below, and, where asked for, one that is called weight or kernel.
bool hasTensor(const TensorTree& tree, const TreeNode& node, bool isNamedWeight)
{
    if (node.kind == TreeKind::Tensor)
        return !isNamedWeight;
    const bool isDict = node.kind == TreeKind::Dict;
    for (std::size_t i = isDict ? 1 : 0; i < node.items.size(); i += isDict ? 2 : 1) {
        const auto& item = tree.node(node.items[i]);
        if (item.kind != TreeKind::Tensor) {
            if (hasTensor(tree, item, isNamedWeight))
                return true;
            continue;
        }
        if (!isNamedWeight || (isDict && isWeightKey(keyTextOf(tree, tree.node(node.items[i - 1])))))
            return true;
    }
    return node.kind == TreeKind::Object && hasTensor(tree, tree.node(node.attributes), isNamedWeight);
}

/// Which items of which dicts lead from the root to the weights; empty when the root holds them itself.
std::vector<std::size_t> wayToWeights(const TensorTree& tree)
{
    std::vector<std::size_t> way;
    const auto* node = &tree.node(tree.root);
    while (node->kind == TreeKind::Dict && way.size() < std::size_t(kDeepestTree)) {
        std::size_t best = kWeightKeys.size(), item = 0;
        for (std::size_t i = 0; i + 1 < node->items.size(); i += 2) {
            const auto& value = tree.node(node->items[i + 1]);
            const auto& key = tree.node(node->items[i]);
            if (value.kind == TreeKind::Tensor && isWeightKey(keyTextOf(tree, key)))
                return way; // these are the weights
            const auto rank = key.kind == TreeKind::Text
                ? std::size_t(std::ranges::find(kWeightKeys, key.text) - kWeightKeys.begin())
                : kWeightKeys.size();
            if (rank < best && hasTensor(tree, value, false) && !isOptimizerState(tree, value)) {
                best = rank;
                item = i;
            }
        }
        if (best == kWeightKeys.size())
            return way;
        way.push_back(item);
        node = &tree.node(node->items[item + 1]);
    }
    return way;
}

/// Where the walk through the tree is.
struct Place {
    Part part = Part::Weights;
    std::size_t lead = 0; ///< characters of the name that lead to the weights
    std::size_t steps = 0; ///< taken on the way to the weights
    bool isOnWay = true;
};

class PartWalk {
public:
    explicit PartWalk(const TensorTree& tree)
        : m_tree(tree)
        , m_way(wayToWeights(tree))
    {
        walk(tree.node(tree.root), "", {});
    }

    std::vector<CheckpointTensor> take() { return std::move(m_found); }

private:
    void walk(const TreeNode& node, const std::string& name, Place place)
    {
        if (node.kind == TreeKind::Tensor) {
            const auto layer = name.substr(std::min(place.lead, name.size()));
            m_found.push_back({name, layer, place.part, std::size_t(node.integer)});
            return;
        }
        if (isOptimizerState(m_tree, node))
            place = {Part::Optimizer, 0, 0, false};
        const bool isDict = node.kind == TreeKind::Dict;
        place.isOnWay = place.isOnWay && (isDict || node.kind == TreeKind::Object);
        for (std::size_t i = 0; i + (isDict ? 1 : 0) < node.items.size(); i += isDict ? 2 : 1) {
            const auto key = isDict ? keyTextOf(m_tree, m_tree.node(node.items[i])) : std::to_string(i);
            const auto& item = m_tree.node(node.items[isDict ? i + 1 : i]);
            const auto below = name.empty() ? key : name + "." + key;
            walk(item, below, isDict ? placeBelow(place, i, key, below, item) : place);
        }
        if (node.kind == TreeKind::Object)
            walk(m_tree.node(node.attributes), name, place);
    }

    Place placeBelow(Place place, std::size_t item, const std::string& key, const std::string& name,
        const TreeNode& value) const
    {
        if (place.part != Part::Weights)
            return place;
        if (place.isOnWay && place.steps < m_way.size() && m_way[place.steps] == item)
            return {Part::Weights, name.size() + 1, place.steps + 1, true};
        const bool isBeside = place.isOnWay && place.steps < m_way.size();
        const bool isAtTop = place.isOnWay && place.steps == m_way.size();
        place.isOnWay = false;
        if ((isBeside || isAtTop) && value.kind != TreeKind::Tensor && hasWordOf(key, kOptimizerWords))
            place.part = Part::Optimizer;
        else if (isAtTop && m_way.empty() && hasWordOf(key, kOtherWords))
            place.part = Part::Other;
        else if (isBeside && (hasWordOf(key, kOtherWords) || !hasTensor(m_tree, value, true)))
            place.part = Part::Other;
        return place;
    }

    const TensorTree& m_tree;
    std::vector<std::size_t> m_way;
    std::vector<CheckpointTensor> m_found;
};

/// A whole network that was pickled keeps its layers under these.
std::string withoutModuleKeys(const std::string& layer)
{
    if (layer.find("_modules.") == std::string::npos && layer.find("_parameters.") == std::string::npos
        && layer.find("_buffers.") == std::string::npos)
        return layer;
    auto parts = splitText(layer, '.');
    std::erase_if(parts,
        [](const auto& part) { return part == "_modules" || part == "_parameters" || part == "_buffers"; });
    return joinText(parts, ".");
}

bool isOfNetwork(const CheckpointTensor& tensor)
{
    return tensor.part == Part::Weights || tensor.part == Part::Adapters;
}

/// Takes off what stands before the name of every layer.
void unwrap(std::vector<CheckpointTensor>& tensors)
{
    for (bool isChanged = true; isChanged;) {
        isChanged = false;
        for (const auto wrapper : kWrappers) {
            const auto has = [&](const auto& tensor) {
                return !isOfNetwork(tensor) || (tensor.layer.starts_with(wrapper) && tensor.layer != wrapper);
            };
            if (!std::ranges::any_of(tensors, isOfNetwork) || !std::ranges::all_of(tensors, has))
                continue;
            for (auto& tensor : tensors)
                if (isOfNetwork(tensor))
                    tensor.layer.erase(0, wrapper.size());
            isChanged = true;
        }
    }
}

void findAdapters(std::vector<CheckpointTensor>& tensors)
{
    for (auto& tensor : tensors)
        if (tensor.part == Part::Weights && adapterNameOf(tensor.layer))
            tensor.part = Part::Adapters;
}

std::vector<CheckpointTensor> flatTensors(const TensorTree& tree, Part part)
{
    std::vector<CheckpointTensor> found;
    for (auto& [name, tensor] : namedTensors(tree, tree.root))
        found.push_back({name, name, part, tensor});
    return found;
}

} // namespace

std::string keyTextOf(const TensorTree& tree, const TreeNode& key)
{
    switch (key.kind) {
    case TreeKind::Text:
        return key.text;
    case TreeKind::Bool:
    case TreeKind::Integer:
    case TreeKind::Number:
    case TreeKind::Name:
        return nodeText(tree, key);
    default:
        return "?";
    }
}

bool isOptimizerState(const TensorTree& tree, const TreeNode& node)
{
    return tree.find(node, "param_groups") != nullptr && tree.find(node, "state") != nullptr;
}

std::vector<CheckpointTensor> tensorsByPart(const TensorTree& tree)
{
    auto found = PartWalk(tree).take();
    for (auto& tensor : found) {
        tensor.layer = tensor.part == Part::Weights ? withoutModuleKeys(tensor.layer) : tensor.name;
        const auto first = std::string_view(tensor.layer).substr(0, tensor.layer.find_first_of("./"));
        if (tensor.part == Part::Weights && first.size() < tensor.layer.size()
            && hasWordOf(first, kOptimizerWords))
            tensor.part = Part::Optimizer; // files without dicts have it in their names
    }
    findAdapters(found);
    unwrap(found);
    return found;
}

std::vector<CheckpointTensor> tensorsOfRun(const TensorTree& tree)
{
    constexpr std::string_view weights = "weights/", optimizer = "method/optimizer/";
    auto found = flatTensors(tree, Part::Other);
    for (auto& tensor : found) {
        if (tensor.name.starts_with(weights)) {
            tensor.part = Part::Weights;
            tensor.layer.erase(0, weights.size());
        } else if (tensor.name.starts_with(optimizer) || tensor.name.starts_with("optimizer/")) {
            tensor.part = Part::Optimizer;
        }
    }
    findAdapters(found);
    return found;
}

std::vector<CheckpointTensor> tensorsOfAdapters(const TensorTree& tree)
{
    return flatTensors(tree, Part::Adapters);
}

} // namespace modalscope
