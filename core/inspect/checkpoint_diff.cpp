#include "core/inspect/checkpoint_diff.h"

#include "core/inspect/recognised_change.h"
#include "core/inspect/tensors_in_step.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

namespace modalscope {
namespace {

using LayerIndex = std::unordered_map<std::string_view, std::size_t>;

/// Which tensor a layer's name means: the first of this name among weights and adapters.
LayerIndex layersOf(const Checkpoint& checkpoint)
{
    LayerIndex layers;
    for (std::size_t i = 0; i < checkpoint.tensors.size(); ++i) {
        const auto& tensor = checkpoint.tensors[i];
        if (tensor.part == CheckpointPart::Weights || tensor.part == CheckpointPart::Adapters)
            layers.try_emplace(tensor.layer, i);
    }
    return layers;
}

const TensorEntry& entryAt(const Checkpoint& checkpoint, std::size_t tensor)
{
    return entryOf(checkpoint, checkpoint.tensors[tensor]);
}

Error comparisonStopped()
{
    return {ErrorKind::Cancelled, "the comparison was stopped"};
}

/// Error: Cancelled; as readDoubles.
Result<PairSums> comparePair(TensorDiff& diff, const std::vector<TensorRef>& pair, const RunContext& run)
{
    auto steps = TensorsInStep::of(pair);
    if (!steps)
        return steps.error();
    PairSums sums;
    bool isEqual = true;
    TensorsInStep::Step step;
    while (!steps.value().isAtEnd()) {
        if (run.shouldStop())
            return comparisonStopped();
        if (auto read = steps.value().next(step); !read)
            return read.error();
        isEqual = isEqual && step.isEqual;
        sums.add(step.values[0], step.values[1]);
    }
    diff.change = isEqual ? TensorChange::Equal : TensorChange::Values;
    diff.relativeL2 = sums.relative();
    diff.cosine = sums.cosine();
    return sums;
}

/// The tensors in the order of the first, then what only the second has.
std::vector<TensorDiff> pairedLayers(const Checkpoint& first, const Checkpoint& second)
{
    const auto ofFirst = layersOf(first), ofSecond = layersOf(second);
    std::vector<TensorDiff> diffs;
    for (std::size_t i = 0; i < first.tensors.size(); ++i) {
        const auto& layer = first.tensors[i].layer;
        const auto known = ofFirst.find(layer);
        if (known == ofFirst.end() || known->second != i)
            continue;
        auto& diff = diffs.emplace_back();
        diff.layer = layer;
        diff.first = i;
        const auto other = ofSecond.find(layer);
        if (other == ofSecond.end()) {
            diff.change = TensorChange::OnlyFirst;
            continue;
        }
        diff.second = other->second;
        if (entryAt(first, i).shape != entryAt(second, other->second).shape)
            diff.change = TensorChange::OtherShape;
    }
    for (std::size_t i = 0; i < second.tensors.size(); ++i) {
        const auto& layer = second.tensors[i].layer;
        const auto known = ofSecond.find(layer);
        if (known == ofSecond.end() || known->second != i || ofFirst.contains(layer))
            continue;
        auto& diff = diffs.emplace_back();
        diff.layer = layer;
        diff.second = i;
        diff.change = TensorChange::OnlySecond;
    }
    return diffs;
}

/// Sums of a branch as its tensors are compared.
struct BranchTally {
    PairSums sums;
    std::int64_t compared = 0, changed = 0;
};

} // namespace

std::span<const Choice<TensorChange>> choices(TensorChange)
{
    static constexpr std::array<Choice<TensorChange>, 6> all{{
        {TensorChange::Equal, "equal", "equal"},
        {TensorChange::Values, "values", "other values"},
        {TensorChange::OtherShape, "shape", "other shape"},
        {TensorChange::OnlyFirst, "only-first", "only in the first"},
        {TensorChange::OnlySecond, "only-second", "only in the second"},
        {TensorChange::Unread, "unread", "cannot be read"},
    }};
    return all;
}

Result<CheckpointDiff> compareCheckpoints(
    const Checkpoint& first, const Checkpoint& second, const RunContext& run)
{
    CheckpointDiff diff;
    diff.tensors = pairedLayers(first, second);
    const auto branches = branchesOf(first);
    std::vector<std::size_t> branchOf(first.tensors.size(), branches.size());
    for (std::size_t b = 0; b < branches.size(); ++b)
        for (const auto tensor : branches[b].tensors)
            branchOf[tensor] = b;
    std::vector<BranchTally> tallies(branches.size());
    std::int64_t done = 0;
    for (auto& tensor : diff.tensors) {
        if (run.shouldStop())
            return comparisonStopped();
        run.report(Progress{done++, std::int64_t(diff.tensors.size()), "comparing tensors"});
        if (tensor.change != TensorChange::Equal) // known without values
            continue;
        const auto sums = comparePair(tensor, {{&first, *tensor.first}, {&second, *tensor.second}}, run);
        if (!sums) {
            if (sums.error().kind == ErrorKind::Cancelled)
                return sums.error();
            tensor.change = TensorChange::Unread;
            tensor.why = sums.error().message;
            continue;
        }
        const auto b = branchOf[*tensor.first];
        if (b == branches.size() || !isLearned(first, first.tensors[*tensor.first]))
            continue;
        tallies[b].sums.add(sums.value());
        ++tallies[b].compared;
        tallies[b].changed += tensor.change == TensorChange::Values ? 1 : 0;
    }
    for (std::size_t b = 0; b < branches.size(); ++b) {
        const auto& [sums, compared, changed] = tallies[b];
        diff.branches.push_back({branches[b].name, branches[b].kind, sums.distance(), sums.relative(),
            sums.cosine(), compared, changed});
    }
    auto recognised = recognisedChange(first, second, diff.tensors, run);
    if (!recognised && recognised.error().kind == ErrorKind::Cancelled)
        return recognised.error();
    diff.recognised = recognised ? recognised.value() : std::string();
    return diff;
}

} // namespace modalscope
