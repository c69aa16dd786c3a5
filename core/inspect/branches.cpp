#include "core/inspect/branches.h"

#include "core/inspect/layer_guess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace modalscope {
namespace {

constexpr std::size_t kMostBranches = 32; // further ones of kind Other become one

bool isOfBranches(const CheckpointTensor& tensor)
{
    return tensor.part == CheckpointPart::Weights || tensor.part == CheckpointPart::Adapters;
}

} // namespace

std::span<const Choice<BranchKind>> choices(BranchKind)
{
    static constexpr std::array<Choice<BranchKind>, 5> all{{
        {BranchKind::Encoder, "encoder", "encoder"},
        {BranchKind::Fusion, "fusion", "fusion"},
        {BranchKind::Head, "head", "head"},
        {BranchKind::Adapter, "adapter", "adapter"},
        {BranchKind::Other, "other", "other"},
    }};
    return all;
}

std::vector<Branch> branchesOf(const Checkpoint& checkpoint)
{
    std::vector<std::string_view> layers;
    for (const auto& tensor : checkpoint.tensors)
        if (isOfBranches(tensor))
            layers.push_back(tensor.layer);
    const LayerNames names(layers, checkpoint.modalities, checkpoint.isOurs);
    std::vector<Branch> branches;
    std::map<std::pair<std::string, BranchKind>, std::size_t> known;
    for (std::size_t i = 0; i < checkpoint.tensors.size(); ++i) {
        const auto& tensor = checkpoint.tensors[i];
        if (!isOfBranches(tensor))
            continue;
        auto [name, kind] = names.branchOf(tensor.layer);
        if (tensor.part == CheckpointPart::Adapters) {
            name += " adapters";
            kind = BranchKind::Adapter;
        }
        if (kind == BranchKind::Other && branches.size() >= kMostBranches && !known.contains({name, kind}))
            name = "other layers";
        const auto [found, isNew] = known.try_emplace({name, kind}, branches.size());
        if (isNew) {
            branches.emplace_back();
            branches.back().name = name;
            branches.back().kind = kind;
            branches.back().isGuessed = !checkpoint.isOurs;
        }
        auto& branch = branches[found->second];
        branch.tensors.push_back(i);
        const auto& entry = entryOf(checkpoint, tensor);
        branch.bytes += std::int64_t(byteCount(entry));
        if (isLearned(checkpoint, tensor))
            branch.values += elementCountOf(entry);
    }
    const auto rank = [&](const Branch& branch) {
        const auto modality = std::ranges::find(checkpoint.modalities, branch.name);
        return std::pair(
            branch.kind, branch.kind == BranchKind::Encoder ? modality - checkpoint.modalities.begin() : 0);
    };
    std::ranges::stable_sort(branches, {}, rank);
    return branches;
}

Result<BranchSize> sizeOf(const Checkpoint& checkpoint, const Branch& branch, const RunContext& run)
{
    BranchSize size;
    std::int64_t finite = 0;
    for (const auto i : branch.tensors) {
        const auto& tensor = checkpoint.tensors[i];
        if (!isLearned(checkpoint, tensor))
            continue;
        const auto summary = summarize(placeOf(checkpoint), entryOf(checkpoint, tensor), run);
        if (!summary)
            return errorOf(checkpoint, tensor, summary.error());
        const auto& sums = summary.value();
        size.norm = std::hypot(size.norm, sums.norm);
        size.nan += sums.nan;
        size.infinite += sums.infinite;
        finite += sums.count - sums.nan - sums.infinite;
    }
    size.rootMeanSquare = finite > 0 ? size.norm / std::sqrt(double(finite)) : 0;
    return size;
}

} // namespace modalscope
