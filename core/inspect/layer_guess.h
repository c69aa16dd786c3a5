#pragma once

#include "core/inspect/branches.h"

#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// The branch that a layer belongs to.
struct BranchName {
    std::string name;
    BranchKind kind = BranchKind::Other;
};

/// How the names of a network are read.
class LayerNames {
public:
    /// Looks through all layers once: CMNeXt, MMSFormer, SegFormer and MulT are told by theirs.
    /// `modalities`: empty when they are not known.
    LayerNames(const std::vector<std::string_view>& layers, std::vector<std::string> modalities, bool isOurs);

    BranchName branchOf(std::string_view layer) const;

private:
    enum class Family { Ours, Cmnext, Mmsformer, Segformer, Mult, Any };

    std::string modality(std::size_t index, const char* unknown) const;
    BranchName ofMit(std::string_view layer) const;
    BranchName ofMult(std::string_view layer) const;

    std::vector<std::string> m_modalities;
    Family m_family = Family::Any;
};

/// By words of the field in the first names of the layer: {"audio", Encoder} of
/// "audio_net.layer1.0.conv1.weight".
BranchName guessedBranch(std::string_view layer);

} // namespace modalscope
