#include "core/inspect/checkpoint_diff.h"
#include "core/inspect/tensors_in_step.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace modalscope {
namespace {

/// The shortest ends of the paths that tell the checkpoints apart.
std::vector<std::string> distinctNames(const std::vector<Checkpoint>& checkpoints)
{
    std::vector<std::string> names;
    for (const auto& one : checkpoints)
        names.push_back(one.path.filename().string());
    for (int depth = 0; depth < 8; ++depth) {
        if (std::set(names.begin(), names.end()).size() == names.size())
            return names;
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto folder = checkpoints[i].path.parent_path();
            for (int up = 0; up < depth; ++up)
                folder = folder.parent_path();
            if (!folder.filename().empty())
                names[i] = (folder.filename() / names[i]).string();
        }
    }
    return names;
}

/// The tensors that are compared: of each, its place in every checkpoint, and the branch of the first.
struct SharedTensor {
    std::vector<TensorRef> tensors;
    std::size_t branch = 0;
};

bool canBeRead(const TensorEntry& entry)
{
    return !isComplex(entry.type) && !entry.isQuantisedByChannel;
}

std::vector<SharedTensor> sharedTensors(
    const std::vector<Checkpoint>& checkpoints, const std::vector<Branch>& branches)
{
    std::vector<std::unordered_map<std::string_view, std::size_t>> layers(checkpoints.size());
    for (std::size_t c = 0; c < checkpoints.size(); ++c)
        for (std::size_t i = 0; i < checkpoints[c].tensors.size(); ++i)
            if (isLearned(checkpoints[c], checkpoints[c].tensors[i]))
                layers[c].try_emplace(checkpoints[c].tensors[i].layer, i);
    std::vector<SharedTensor> shared;
    for (std::size_t b = 0; b < branches.size(); ++b)
        for (const auto index : branches[b].tensors) {
            const auto& tensor = checkpoints.front().tensors[index];
            const auto& shape = entryOf(checkpoints.front(), tensor).shape;
            SharedTensor one{{}, b};
            for (std::size_t c = 0; c < checkpoints.size(); ++c) {
                const auto found = layers[c].find(tensor.layer);
                if (found == layers[c].end() || (c == 0 && found->second != index))
                    break;
                const auto& entry = entryOf(checkpoints[c], checkpoints[c].tensors[found->second]);
                if (entry.shape != shape || !canBeRead(entry))
                    break;
                one.tensors.push_back({&checkpoints[c], found->second});
            }
            if (one.tensors.size() == checkpoints.size())
                shared.push_back(std::move(one));
        }
    return shared;
}

/// Sums of all pairs of checkpoints, [first][second] with first < second, row-major.
using AllPairs = std::vector<PairSums>;

Result<AllPairs> sumsOf(const SharedTensor& tensor, const RunContext& run)
{
    const auto count = tensor.tensors.size();
    AllPairs sums(count * count);
    auto steps = TensorsInStep::of(tensor.tensors);
    if (!steps)
        return steps.error();
    TensorsInStep::Step step;
    while (!steps.value().isAtEnd()) {
        if (auto read = steps.value().next(step); !read)
            return read.error();
        for (std::size_t i = 0; i < count; ++i) {
            if (run.shouldStop())
                return Error{ErrorKind::Cancelled, "the comparison was stopped"};
            for (std::size_t j = i + 1; j < count; ++j)
                sums[i * count + j].add(step.values[i], step.values[j]);
        }
    }
    return sums;
}

void addMatrix(CheckpointMatrix& matrix, const AllPairs& sums)
{
    const auto count = matrix.names.size();
    std::vector<double> relative(count * count, 0.0), cosine(count * count, 1.0);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = i + 1; j < count; ++j) {
            auto pair = sums[i * count + j];
            relative[i * count + j] = pair.relative();
            cosine[i * count + j] = cosine[j * count + i] = pair.cosine();
            std::swap(pair.first, pair.second);
            relative[j * count + i] = pair.relative();
        }
    matrix.relativeL2.push_back(std::move(relative));
    matrix.cosine.push_back(std::move(cosine));
}

} // namespace

Result<CheckpointMatrix> checkpointMatrix(const std::vector<Checkpoint>& checkpoints, const RunContext& run)
{
    if (checkpoints.size() < 2)
        return invalidInput("distances need two checkpoints or more");
    const auto branches = branchesOf(checkpoints.front());
    const auto shared = sharedTensors(checkpoints, branches);
    if (shared.empty())
        return invalidInput("the checkpoints have no weights of one name and shape in common");
    CheckpointMatrix matrix;
    matrix.names = distinctNames(checkpoints);
    const auto pairs = checkpoints.size() * checkpoints.size();
    AllPairs all(pairs);
    std::vector<AllPairs> ofBranches(branches.size());
    std::int64_t done = 0;
    for (const auto& tensor : shared) {
        if (run.shouldStop())
            return Error{ErrorKind::Cancelled, "the comparison was stopped"};
        run.report(Progress{done++, std::int64_t(shared.size()), "comparing tensors"});
        const auto sums = sumsOf(tensor, run);
        if (!sums)
            return sums.error();
        auto& ofBranch = ofBranches[tensor.branch];
        ofBranch.resize(pairs);
        for (std::size_t p = 0; p < pairs; ++p) {
            ofBranch[p].add(sums.value()[p]);
            all[p].add(sums.value()[p]);
        }
    }
    matrix.branches.push_back("all");
    addMatrix(matrix, all);
    for (std::size_t b = 0; b < branches.size(); ++b)
        if (!ofBranches[b].empty()) {
            matrix.branches.push_back(branches[b].name);
            addMatrix(matrix, ofBranches[b]);
        }
    return matrix;
}

} // namespace modalscope
