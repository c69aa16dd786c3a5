#include "core/store/weights_mapping.h"

#include "core/base/text.h"

#include <algorithm>
#include <filesystem>

namespace modalscope {
namespace {

constexpr std::size_t kMostListed = 20;
constexpr std::size_t kLongestName = 120;

std::string timesText(const Shape& shape)
{
    std::string text;
    for (const auto size : shape)
        text += (text.empty() ? "" : "x") + std::to_string(size);
    return text.empty() ? "scalar" : text;
}

/// "name [64x3]", of a tensor of a file.
std::string storedText(const MappedWeight& tensor)
{
    return printableText(tensor.stored) + " [" + timesText(tensor.storedShape) + "]";
}

/// ": a, b and 3 more"; nothing when there is none.
std::string listedNames(const WeightsMapping& mapping, WeightUse use)
{
    const auto count = countOf(mapping.tensors, use);
    std::string text;
    std::size_t listed = 0;
    for (const auto& one : mapping.tensors) {
        if (one.use != use || listed == kMostListed)
            continue;
        const auto& name = one.ours.empty() ? one.stored : one.ours;
        text += (listed++ == 0 ? ": " : ", ") + printableText(name.substr(0, kLongestName));
    }
    return count > listed ? text + " and " + std::to_string(count - listed) + " more" : text;
}

} // namespace

std::string mappingCsv(const std::vector<WeightsMapping>& mappings)
{
    std::string text = "part,file,stored,stored_shape,ours,our_shape,use,frozen\n";
    for (const auto& mapping : mappings)
        for (const auto& one : mapping.tensors) {
            const auto file = std::filesystem::path(mapping.file).filename().string();
            text += csvCell(mapping.part) + "," + csvCell(file) + "," + csvCell(one.stored) + ","
                + (one.stored.empty() ? "" : timesText(one.storedShape)) + "," + csvCell(one.ours) + ","
                + (one.ours.empty() ? "" : timesText(one.ourShape)) + "," + toText(one.use) + ","
                + (mapping.isFrozen && isLoaded(one) ? "1" : "0") + "\n";
        }
    return text;
}

std::string mappingText(const WeightsMapping& mapping)
{
    std::string text;
    for (const auto& one : mapping.tensors) {
        const auto ours = one.ours + " [" + timesText(one.ourShape) + "]";
        text += (one.stored.empty()        ? ours
                        : one.ours.empty() ? storedText(one)
                                           : storedText(one) + " -> " + ours)
            + ": " + labelOf(one.use) + (mapping.isFrozen && isLoaded(one) ? ", frozen" : "") + "\n";
    }
    return text;
}

std::string mappingSummary(const WeightsMapping& mapping)
{
    const auto count = [&](WeightUse use) { return countOf(mapping.tensors, use); };
    const auto loaded = count(WeightUse::Used) + count(WeightUse::Summed);
    const auto missing = count(WeightUse::Missing), wrong = count(WeightUse::WrongShape);
    auto text = mapping.name + " starts from " + mapping.file + " (SHA-256 " + mapping.sha256.substr(0, 12)
        + "): " + std::to_string(loaded) + " tensors loaded" + (mapping.isFrozen ? " and frozen, " : ", ")
        + (missing == 0 ? "none" : std::to_string(missing)) + " of the encoder's missing"
        + listedNames(mapping, WeightUse::Missing);
    if (wrong > 0)
        text += ", " + std::to_string(wrong) + " of another shape"
            + listedNames(mapping, WeightUse::WrongShape);
    if (count(WeightUse::Summed) > 0)
        text += ", summed over three channels" + listedNames(mapping, WeightUse::Summed);
    if (count(WeightUse::Random) > 0)
        text += ", from the seed" + listedNames(mapping, WeightUse::Random);
    return text + ", " + std::to_string(count(WeightUse::Unused)) + " of the file not used"
        + listedNames(mapping, WeightUse::Unused);
}

} // namespace modalscope
