#include "core/store/epoch_weights.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace modalscope {
namespace {

constexpr std::string_view kWeightsFile = "weights-epoch-", kWeightsEnding = ".safetensors";

} // namespace

std::string epochWeightsFile(int epoch)
{
    return std::string(kWeightsFile) + std::to_string(epoch) + std::string(kWeightsEnding);
}

std::vector<EpochWeights> epochWeights(const std::filesystem::path& folder)
{
    std::vector<EpochWeights> kept;
    std::error_code ignored;
    for (std::filesystem::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const auto name = entry->path().filename().string();
        int epoch = -1;
        if (name.starts_with(kWeightsFile))
            std::from_chars(name.data() + kWeightsFile.size(), name.data() + name.size(), epoch);
        if (epoch >= 0 && name == epochWeightsFile(epoch))
            kept.push_back({epoch, entry->path()});
    }
    std::ranges::sort(kept, {}, &EpochWeights::epoch);
    return kept;
}

} // namespace modalscope
