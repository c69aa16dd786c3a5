#include "core/inspect/recognised_change.h"

#include "core/base/sha256.h"
#include "core/inspect/adapter_names.h"

#include <algorithm>
#include <map>
#include <set>

namespace modalscope {
namespace {

std::string counted(std::size_t count, const char* what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// What adapters a checkpoint has that the other has not.
struct AddedAdapters {
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> lora; ///< by layer: rows of A, columns of B
    std::set<std::string> scaled, shifted; ///< layers

    void add(const CheckpointTensor& tensor, const TensorEntry& entry)
    {
        const auto name = adapterNameOf(tensor.layer);
        if (!name)
            return;
        const bool isMatrix = entry.shape.size() >= 2;
        if (name->kind == AdapterTensor::LoraA && isMatrix)
            lora[name->layer].first = entry.shape[0];
        if (name->kind == AdapterTensor::LoraB && isMatrix)
            lora[name->layer].second = entry.shape[1];
        if (name->kind == AdapterTensor::Scale)
            scaled.insert(name->layer);
        if (name->kind == AdapterTensor::Shift)
            shifted.insert(name->layer);
    }

    std::string text() const
    {
        std::int64_t least = 0, most = 0;
        std::size_t pairs = 0;
        for (const auto& [layer, ranks] : lora) {
            if (ranks.first == 0 || ranks.first != ranks.second)
                continue;
            least = pairs == 0 ? ranks.first : std::min(least, ranks.first);
            most = std::max(most, ranks.first);
            ++pairs;
        }
        std::string said;
        if (pairs > 0)
            said = "LoRA of rank " + std::to_string(least)
                + (least == most ? "" : " to " + std::to_string(most)) + " beside " + counted(pairs, "layer");
        auto both = scaled;
        both.insert(shifted.begin(), shifted.end());
        if (!both.empty())
            said += (said.empty() ? "" : "; ")
                + std::string(shifted.empty() ? "scale"
                        : scaled.empty()      ? "shift"
                                              : "scale and shift")
                + " after " + counted(both.size(), "layer");
        return said;
    }
};

/// What adapter sets name their base by (`weightsHash` of core/engine/adapted_method.h): names, shapes and
/// bytes of the weights. Error: Cancelled, Io.
Result<std::string> sumOfWeights(const Checkpoint& checkpoint, const RunContext& run)
{
    std::map<std::string_view, const CheckpointTensor*> weights;
    for (const auto& tensor : checkpoint.tensors)
        if (tensor.part == CheckpointPart::Weights)
            weights.emplace(tensor.layer, &tensor);
    Sha256 sum;
    const auto& [source, tree, isBigEndian] = placeOf(checkpoint);
    for (const auto& [name, tensor] : weights) {
        const auto& entry = entryOf(checkpoint, *tensor);
        sum.add(std::string(name) + "\n");
        for (const auto size : entry.shape)
            sum.add(std::to_string(size) + ",");
        const auto begin = tree.storages[entry.storage].offset + entry.start;
        ByteCursor cursor(source, begin, begin + byteCount(entry));
        while (cursor.left() > 0) {
            if (run.shouldStop())
                return Error{ErrorKind::Cancelled, "the comparison was stopped"};
            const auto piece = cursor.take(std::min<std::uint64_t>(cursor.left(), std::uint64_t(1) << 20));
            if (!piece)
                return Error{ErrorKind::Io, checkpoint.path.string() + ": cannot be read"};
            sum.add(*piece);
        }
    }
    return sum.hex();
}

/// "an adapter set (ssf) learned on this base"; empty when the second is none of ours.
Result<std::string> adapterSetText(const Checkpoint& first, const Checkpoint& second, const RunContext& run)
{
    const auto base = factOf(second, "base");
    if (!second.isOurs || base.empty())
        return std::string();
    const auto kind = factOf(second, "options.adapter.kind");
    const auto set = kind.empty() ? std::string("an adapter set") : "an adapter set (" + kind + ")";
    if (!first.isOurs)
        return set;
    if (factOf(first, "base") == base)
        return set + " learned on the same base";
    const auto sum = sumOfWeights(first, run);
    if (!sum)
        return sum.error();
    return set + (sum.value() == base ? " learned on this base" : " learned on another base");
}

} // namespace

Result<std::string> recognisedChange(const Checkpoint& first, const Checkpoint& second,
    const std::vector<TensorDiff>& tensors, const RunContext& run)
{
    auto said = adapterSetText(first, second, run);
    if (!said)
        return said;
    AddedAdapters added;
    std::size_t changed = 0, biases = 0, others = 0;
    for (const auto& diff : tensors) {
        if (diff.change == TensorChange::OnlySecond) {
            const auto& tensor = second.tensors[*diff.second];
            added.add(tensor, entryOf(second, tensor));
        }
        others += diff.change != TensorChange::Values && diff.change != TensorChange::Equal ? 1U : 0U;
        changed += diff.change == TensorChange::Values ? 1U : 0U;
        biases += diff.change == TensorChange::Values && diff.layer.ends_with("bias") ? 1U : 0U;
    }
    auto text = said.value();
    if (const auto adapters = added.text(); !adapters.empty())
        text += (text.empty() ? "" : ": ") + adapters;
    else if (text.empty() && others == 0 && changed > 0 && changed == biases && tensors.size() > changed)
        text = "only biases differ, of " + counted(changed, "layer");
    return text;
}

} // namespace modalscope
