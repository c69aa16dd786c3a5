#include "core/inspect/layer_guess.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace modalscope {
namespace {

constexpr std::size_t kLookedAt = 3; // first names of a layer
constexpr auto kModalityWords = std::to_array<std::string_view>({"audio", "acoustic", "speech", "sound",
    "spectrogram", "visual", "vision", "video", "image", "images", "img", "rgb", "face", "frame", "frames",
    "depth", "thermal", "infrared", "ir", "nir", "event", "lidar", "radar", "sar", "optical", "hsi", "dsm",
    "flow", "pose", "skeleton", "text", "txt", "language", "lang", "bert", "roberta", "tactile", "touch",
    "imu", "eeg", "ecg", "emg", "gsr", "sensor", "sensors", "accelerometer", "gyroscope", "flair", "t1",
    "t1ce", "t2", "mri", "ct", "tabular", "aud", "vis"});
constexpr auto kFusionWords = std::to_array<std::string_view>(
    {"fusion", "fuse", "fuser", "fused", "cross", "crossmodal", "crossmodality", "joint", "film", "gate",
        "gated", "multimodal", "bottleneck", "merge", "mixer", "ffm", "frm", "ffms", "frms"});
constexpr auto kHeadWords = std::to_array<std::string_view>({"head", "heads", "classifier", "classifiers",
    "cls", "fc", "logits", "decode", "decoder", "predictor", "prediction", "aux", "auxiliary"});
constexpr auto kEncoderWords = std::to_array<std::string_view>(
    {"encoder", "backbone", "trunk", "body", "stem", "features", "resnet", "vit", "mit"});

/// "audioNet_2" as audio, net; "t1ce" stays whole.
std::vector<std::string> wordsOf(std::string_view name)
{
    std::vector<std::string> words;
    std::string word;
    const auto end = [&] {
        if (!word.empty())
            words.push_back(std::move(word));
        word.clear();
    };
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto c = static_cast<unsigned char>(name[i]);
        const bool isNew
            = std::isupper(c) != 0 && i > 0 && std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
        if (isNew || std::isalnum(c) == 0)
            end();
        if (std::isalnum(c) != 0)
            word += char(std::tolower(c));
    }
    end();
    return words;
}

std::string withoutDigits(std::string_view word)
{
    while (!word.empty() && std::isdigit(static_cast<unsigned char>(word.back())) != 0)
        word.remove_suffix(1);
    return std::string(word);
}

template <std::size_t N>
const std::string* wordAmong(
    const std::vector<std::string>& words, const std::array<std::string_view, N>& known)
{
    for (const auto& word : words)
        if (std::ranges::find(known, word) != known.end()
            || std::ranges::find(known, withoutDigits(word)) != known.end())
            return &word;
    return nullptr;
}

/// Calls `take` with the first names of the layer, without the tensor's own, until it returns true.
template <class Take>
void eachName(std::string_view layer, const Take& take)
{
    for (std::size_t i = 0; i < kLookedAt; ++i) {
        const auto end = layer.find_first_of("./");
        if (end == std::string_view::npos && i > 0)
            return;
        if (take(layer.substr(0, end)) || end == std::string_view::npos)
            return;
        layer.remove_prefix(end + 1);
    }
}

/// "classifier", "decode_head", "out_layer"; not "cls_token", not a layer inside of another.
bool isHeadName(std::string_view name, const std::vector<std::string>& words)
{
    constexpr auto whole = std::to_array<std::string_view>({"out", "output", "out_layer", "output_layer"});
    return std::ranges::find(whole, name) != whole.end()
        || (wordAmong(words, kHeadWords) != nullptr && std::ranges::find(words, "token") == words.end());
}

bool startsWithOneOf(std::string_view layer, std::initializer_list<std::string_view> starts)
{
    return std::ranges::any_of(starts, [&](std::string_view start) { return layer.starts_with(start); });
}

std::string_view firstName(std::string_view layer)
{
    return layer.substr(0, layer.find_first_of("./"));
}

std::string_view afterBackbone(std::string_view layer)
{
    constexpr std::string_view backbone = "backbone.";
    return layer.starts_with(backbone) ? layer.substr(backbone.size()) : layer;
}

std::string groupName(std::string_view name)
{
    auto group = withoutDigits(name);
    while (group.ends_with('_') || group.ends_with('-'))
        group.pop_back();
    return group.empty() ? "layers" : group;
}

} // namespace

BranchName guessedBranch(std::string_view layer)
{
    BranchName found{groupName(firstName(layer)), BranchKind::Other};
    bool isEncoder = false;
    int place = 0;
    eachName(layer, [&](std::string_view name) {
        ++place;
        const auto words = wordsOf(name);
        const auto* modality = wordAmong(words, kModalityWords);
        if (wordAmong(words, kFusionWords) != nullptr)
            found = {"fusion", BranchKind::Fusion};
        else if (place < 3 && !isEncoder && isHeadName(name, words))
            found = {"head", BranchKind::Head};
        else if (modality != nullptr)
            found = {*modality, BranchKind::Encoder};
        else {
            isEncoder = isEncoder || wordAmong(words, kEncoderWords) != nullptr;
            return false;
        }
        return true;
    });
    if (isEncoder && found.kind == BranchKind::Other)
        found.kind = BranchKind::Encoder;
    return found;
}

LayerNames::LayerNames(
    const std::vector<std::string_view>& layers, std::vector<std::string> modalities, bool isOurs)
    : m_modalities(std::move(modalities))
{
    const auto has = [&](std::string_view start) {
        return std::ranges::any_of(
            layers, [&](auto layer) { return afterBackbone(layer).starts_with(start); });
    };
    const bool isMit = has("patch_embed1.");
    if (has("encoder.") && isOurs)
        m_family = Family::Ours;
    else if (has("extra_downsample_layers."))
        m_family = Family::Cmnext;
    else if (isMit && has("extra_mit."))
        m_family = Family::Mmsformer;
    else if (has("FFMs.") && has("block1.")) // adapters of the first modality alone
        m_family = Family::Cmnext;
    else if (has("fusion_block.") && has("block1."))
        m_family = Family::Mmsformer;
    else if (has("trans_l_mem.") || has("trans_l_with_a."))
        m_family = Family::Mult;
    else if (isMit)
        m_family = Family::Segformer;
    else if (isOurs)
        m_family = Family::Ours;
}

std::string LayerNames::modality(std::size_t index, const char* unknown) const
{
    return index < m_modalities.size() ? m_modalities[index] : unknown;
}

BranchName LayerNames::ofMit(std::string_view layer) const
{
    layer = afterBackbone(layer);
    if (startsWithOneOf(layer, {"head.", "decode_head.", "decoder."}))
        return {"head", BranchKind::Head};
    if (startsWithOneOf(layer, {"FRMs.", "FFMs.", "fusion_block."}))
        return {"fusion", BranchKind::Fusion};
    if (m_family == Family::Mmsformer && layer.starts_with("extra_mit.")) {
        const auto number = firstName(layer.substr(std::string_view("extra_mit.").size()));
        const double index = numberFromText(number);
        const auto name = "extra " + std::string(number);
        return {index >= 0 && index < 1000 ? modality(std::size_t(index) + 1, name.c_str()) : name,
            BranchKind::Encoder};
    }
    if (layer.starts_with("extra_")) { // one branch for all further modalities
        const auto rest
            = m_modalities.empty() ? m_modalities : std::vector(m_modalities.begin() + 1, m_modalities.end());
        return {rest.empty() ? "extra" : joinText(rest, "+"), BranchKind::Encoder};
    }
    if (startsWithOneOf(layer, {"block", "patch_embed", "norm"}))
        return {modality(0, "backbone"), BranchKind::Encoder};
    return guessedBranch(layer);
}

BranchName LayerNames::ofMult(std::string_view layer) const
{
    if (layer.starts_with("trans_"))
        return {"fusion", BranchKind::Fusion};
    constexpr std::array<std::pair<std::string_view, const char*>, 3> projections{
        {{"proj_l.", "text"}, {"proj_a.", "audio"}, {"proj_v.", "vision"}}};
    for (std::size_t i = 0; i < projections.size(); ++i)
        if (layer.starts_with(projections[i].first))
            return {modality(i, projections[i].second), BranchKind::Encoder};
    return {"head", BranchKind::Head};
}

BranchName LayerNames::branchOf(std::string_view layer) const
{
    switch (m_family) {
    case Family::Cmnext:
    case Family::Mmsformer:
    case Family::Segformer:
        return ofMit(layer);
    case Family::Mult:
        return ofMult(layer);
    case Family::Any:
        return guessedBranch(layer);
    case Family::Ours:
        break;
    }
    constexpr std::string_view encoder = "encoder.";
    if (layer.starts_with(encoder))
        return {std::string(firstName(layer.substr(encoder.size()))), BranchKind::Encoder};
    const std::string name(firstName(layer));
    return {name,
        name == "head"                               ? BranchKind::Head
            : name == "projection" || name == "film" ? BranchKind::Fusion
                                                     : BranchKind::Other};
}

} // namespace modalscope
