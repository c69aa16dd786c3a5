#include "core/store/run_conditions.h"

#include "core/base/atomic_file.h"
#include "core/io/hdf5_attribute.h"
#include "core/store/array_group.h"
#include "core/store/run_manifest.h"

#include <algorithm>

namespace modalscope {
namespace {

const std::string kMasks = "masks";

Result<void> writeMask(const Hdf5File& file, const std::string& group,
    const std::vector<std::string>& modalities, const PresenceMask& mask)
{
    if (auto made = file.makeGroup(group); !made)
        return made;
    for (std::size_t m = 0; m < mask.size(); ++m)
        if (auto written = writeFlags(file, group + "/" + modalities[m], mask[m]); !written)
            return written;
    return {};
}

PresenceMask readMask(
    ArrayGroup& group, const std::string& folder, const std::vector<std::string>& modalities)
{
    const auto names = group.members(folder);
    PresenceMask mask;
    for (const auto& name : modalities)
        if (std::ranges::find(names, name) != names.end())
            mask.push_back(group.flags(folder + "/" + name, -1));
    return mask;
}

Result<void> writeOutcome(const Hdf5File& file, const std::string& group,
    const std::vector<std::string>& modalities, const ConditionOutcome& outcome)
{
    if (auto made = file.makeGroup(group); !made)
        return made;
    const std::vector<std::string> name{outcome.name};
    if (auto written = writeAttribute(file, group, "name", std::span<const std::string>(name)); !written)
        return written;
    if (auto written = writeInts(file, group + "/predicted", outcome.predicted); !written)
        return written;
    return writeMask(file, group + "/presence", modalities, outcome.mask);
}

Result<void> writeAll(const Hdf5File& file, const RunConditions& conditions)
{
    const std::span<const std::string> modalities(conditions.modalities);
    if (auto written = writeAttribute(file, "/", "modalities", modalities); !written)
        return written;
    if (auto made = file.makeGroup("/" + kMasks); !made)
        return made;
    for (const auto& [split, mask] : conditions.masks)
        if (auto written = writeMask(file, "/" + kMasks + "/" + split, conditions.modalities, mask); !written)
            return written;
    for (const auto& [split, outcomes] : conditions.outcomes) {
        if (auto made = file.makeGroup("/" + split); !made)
            return made;
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            if (auto written = writeOutcome(
                    file, "/" + split + "/" + std::to_string(i), conditions.modalities, outcomes[i]);
                !written)
                return written;
    }
    return {};
}

} // namespace

bool RunConditions::isEmpty() const
{
    return std::ranges::all_of(masks, [](const auto& one) { return one.second.empty(); })
        && std::ranges::all_of(outcomes, [](const auto& one) { return one.second.empty(); });
}

Result<void> writeConditions(const std::filesystem::path& path, const RunConditions& conditions)
{
    return writeFileAtomically(path, [&](const std::filesystem::path& beside) -> Result<void> {
        auto file = Hdf5File::create(beside);
        if (!file)
            return file.error();
        if (auto written = writeAll(file.value(), conditions); !written)
            return written;
        return file.value().close();
    });
}

Result<RunConditions> readConditions(const std::filesystem::path& path)
{
    if (auto same = checkMarked(path); !same)
        return same.error();
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    ArrayGroup root(file.value(), "");
    RunConditions conditions;
    conditions.modalities = root.texts("/", "modalities");
    for (const auto& split : root.members("/")) {
        if (split == kMasks)
            continue;
        auto& outcomes = conditions.outcomes[split];
        outcomes.resize(root.members("/" + split).size());
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            const auto group = "/" + split + "/" + std::to_string(i);
            const auto name = root.texts(group, "name");
            outcomes[i].name = name.empty() ? "" : name.front();
            outcomes[i].predicted = root.ints(group + "/predicted");
            outcomes[i].mask = readMask(root, group + "/presence", conditions.modalities);
        }
    }
    for (const auto& split : root.members("/" + kMasks))
        conditions.masks[split] = readMask(root, "/" + kMasks + "/" + split, conditions.modalities);
    if (root.error())
        return *root.error();
    return conditions;
}

} // namespace modalscope
