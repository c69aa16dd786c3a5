#pragma once

#include "core/experiment/study.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// A part of MLA that can be taken away, or a control that it must beat.
struct AblationComponent {
    std::string key; ///< "hgm"
    std::string label; ///< of the row: "no HGM"
    std::string help; ///< what the row tells, one sentence
    Settings settings;
};

/// HGM, dynamic fusion, shared head, alternation, order, and the controls: frozen head, slow head, late
/// fusion with as many steps of every encoder.
std::span<const AblationComponent> ablationComponents();

/// What a method is called where runs are listed: "MLA, joint training (no alternation)" when it is MLA with
/// the settings of one component, else methodLabel().
std::string variantTitle(const MethodOptions& method);

/// The component that a variant of an ablation takes away, "hgm" of "MLA, no HGM"; empty for the full method.
std::string ablationKey(const std::string& variant);

/// The full method, `base` (mla), and one variant for each of `keys`, over `seeds`. Error: InvalidInput: the
/// base is not mla, there is no seed, a key is unknown.
Result<Study> ablationStudy(
    const Experiment& base, std::span<const std::string> keys, std::span<const std::uint64_t> seeds);

} // namespace modalscope
