#pragma once

#include "core/analysis/run_series.h"
#include "core/eval/seed_statistics.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// How lazy one modality is inside a method. Accuracies are fractions on the test split, differences are
/// points (0 .. 100); positive = the modality does worse inside the method than alone.
struct ModalityLaziness {
    std::string modality;
    SeedNumbers alone; ///< unimodal runs: same data, encoder, optimisation, missing options and selection
    SeedNumbers inside; ///< inside the method, by the head that `LazinessGroup::head` names
    SeedNumbers probe; ///< linear probe of the encoder frozen inside the method
    SeedNumbers aloneMinusProbe; ///< points; the measure that does not depend on the joint head (`mla.md` 5)
    SeedNumbers aloneMinusInside; ///< points
};

/// All runs that differ in nothing but the seed.
struct LazinessGroup {
    std::string id; ///< RunOrigin::group
    std::string label; ///< "MLA, HGM off"; names of equal methods also say in what their groups differ
    MethodKind method = MethodKind::Unimodal;
    std::string dataset; ///< name
    std::string fingerprint;
    SelectEpoch select = SelectEpoch::Valid;
    std::string head; ///< "split head", "own head", "shared head"; empty when a modality has no logits
    std::vector<std::string> runs; ///< ids, by seed
    int finished = 0; ///< of these
    SeedNumbers fused; ///< test accuracy of the method
    std::vector<ModalityLaziness> modalities; ///< in the order of the experiment

    const ModalityLaziness* modality(const std::string& name) const; ///< null when there is none

    bool isAlone() const
    {
        return method == MethodKind::Unimodal || (method == MethodKind::Imported && modalities.size() == 1);
    } ///< a reference, not a method with laziness
};

struct LazinessReport {
    std::vector<LazinessGroup> groups; ///< in the order of their first run
    bool mixesProtocols = false; ///< groups choose their epoch in different ways
    std::vector<std::string>
        notes; ///< one sentence each: what could not be compared and why, mixed protocols

    const LazinessGroup* group(const std::string& id) const; ///< null when there is none
};

/// Groups the runs and measures laziness; runs that have not finished count in groups but not in numbers.
LazinessReport lazinessReport(std::span<const RunSeries> runs);

/// "epoch chosen on valid", "last epoch", "epoch chosen BEST ON TEST (as published code does)"
std::string protocolText(SelectEpoch select);

/// Where the accuracy of one modality comes from inside a method: "split head", ...; empty for film and
/// gated.
std::string headText(MethodKind method);

} // namespace modalscope
