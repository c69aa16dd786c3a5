#include "core/data/modality.h"

#include <algorithm>
#include <array>

namespace modalscope {

std::span<const Choice<ModalityKind>> choices(ModalityKind)
{
    static constexpr std::array<Choice<ModalityKind>, 4> all{{
        {ModalityKind::Features, "features", "features"},
        {ModalityKind::Sequence, "sequence", "sequence"},
        {ModalityKind::Image, "image", "image"},
        {ModalityKind::Video, "video", "video"},
    }};
    return all;
}

std::string shapeText(const Modality& modality)
{
    std::string text = labelOf(modality.kind);
    for (std::size_t i = 0; i < modality.shape.size(); ++i)
        text += (i == 0 ? " " : " × ") + std::to_string(modality.shape[i]);
    return text;
}

Result<ModalityKind> kindFromRank(int rank)
{
    switch (rank) {
    case 2:
        return ModalityKind::Features;
    case 3:
        return ModalityKind::Sequence;
    case 4:
        return ModalityKind::Image;
    case 5:
        return ModalityKind::Video;
    default:
        return Error{ErrorKind::Shape,
            "has rank " + std::to_string(rank)
                + "; a modality is [N, D], [N, T, D], [N, C, H, W] or [N, F, C, H, W], N being the sample"};
    }
}

constexpr std::size_t kLongestName = 100; // names are parts of file, column and option names

std::string modalityNameProblem(const std::string& name)
{
    static constexpr std::array reserved{"fused", "labels", "loss", "probe"};
    if (name.empty())
        return "a modality has an empty name";
    if (std::find(reserved.begin(), reserved.end(), name) != reserved.end())
        return "a modality cannot be called " + name + ", the word has a meaning in results; rename it";
    if (name.starts_with("present_"))
        return "a modality cannot be called " + name
            + ", present_... says which samples have a modality; rename it";
    if (name.size() > kLongestName)
        return "the modality name " + name.substr(0, 20) + "... is longer than "
            + std::to_string(kLongestName) + " bytes; rename it";
    const bool hasControl
        = std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (hasControl || name.find_first_of("/+,.*\"= ") != std::string::npos)
        return "the modality name \"" + name
            + "\" has a space, a control character or one of / + , . * \" =; rename it";
    return {};
}

} // namespace modalscope
