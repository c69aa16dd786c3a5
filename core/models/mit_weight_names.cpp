#include "core/models/mit_weight_names.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace modalscope {
namespace {

constexpr std::array<std::string_view, 12> kWeightWrappers{"backbone", "encoder", "model", "model_state",
    "model_state_dict", "module", "net", "network", "params", "segformer", "state_dict", "weights"};

Error weightsMisfit(std::string what)
{
    return {ErrorKind::Format, std::move(what)};
}

std::string shapeOf(const Shape& shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + "]";
}

/// The name without wrappers in front; ours are written "weights/patch_embed1...".
std::string withoutWrappers(std::string name)
{
    while (!isMitParameter(name)) {
        const auto end = name.find_first_of("./");
        if (end == std::string::npos
            || std::ranges::find(kWeightWrappers, std::string_view(name).substr(0, end))
                == kWeightWrappers.end())
            return {};
        name.erase(0, end + 1);
    }
    return name;
}

} // namespace

bool isMitParameter(const std::string& name)
{
    const auto dot = name.find('.');
    if (dot == std::string::npos || dot == 0)
        return false;
    const auto number = name[dot - 1];
    const auto first = std::string_view(name).substr(0, dot - 1);
    return number >= '1' && number <= '4' && (first == "patch_embed" || first == "block" || first == "norm");
}

Result<MitWeights> matchMitWeights(
    const std::vector<NamedShape>& file, const std::vector<NamedShape>& network)
{
    std::map<std::string, std::vector<std::size_t>> sources; // by the name without wrappers
    for (std::size_t i = 0; i < file.size(); ++i)
        sources[withoutWrappers(file[i].name)].push_back(i);
    MitWeights matched;
    std::vector<bool> isUsed(file.size(), false);
    std::string first;
    std::size_t missingCount = 0, wanted = 0;
    for (const auto& parameter : network) {
        if (!isMitParameter(parameter.name))
            continue;
        ++wanted;
        const auto found = sources.find(parameter.name);
        if (found == sources.end()) {
            first = missingCount++ == 0 ? parameter.name : first;
            continue;
        }
        if (found->second.size() > 1)
            return weightsMisfit("has " + parameter.name + " twice, as "
                + printableText(file[found->second[0]].name) + " and as "
                + printableText(file[found->second[1]].name) + "; save one of the two networks alone");
        const auto source = found->second.front();
        if (file[source].shape != parameter.shape)
            return weightsMisfit("tensor " + printableText(file[source].name) + " has shape "
                + shapeOf(file[source].shape) + " and the network's " + shapeOf(parameter.shape)
                + "; choose the method.network.size that the file was trained with");
        isUsed[source] = true;
        matched.pairs.push_back({parameter.name, source});
    }
    if (missingCount > 0)
        return weightsMisfit("has no tensor " + first
            + (missingCount > 1 ? " and not " + std::to_string(missingCount - 1) + " others" : std::string())
            + " of the encoder's " + std::to_string(wanted)
            + "; use weights of MiT with their published names, of the same method.network.size");
    for (std::size_t i = 0; i < file.size(); ++i)
        if (!isUsed[i])
            matched.unused.push_back(file[i].name);
    return matched;
}

} // namespace modalscope
