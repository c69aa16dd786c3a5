#include "core/data/missing_options.h"

#include <array>

namespace modalscope {

std::span<const Choice<MissingProtocol>> choices(MissingProtocol)
{
    static constexpr std::array<Choice<MissingProtocol>, 5> all{{
        {MissingProtocol::None, "none", "none"},
        {MissingProtocol::Gcnet, "gcnet", "GCNet (published)"},
        {MissingProtocol::Bernoulli, "bernoulli", "Bernoulli"},
        {MissingProtocol::OneModality, "one-modality", "one modality"},
        {MissingProtocol::Fixed, "fixed", "as in the dataset"},
    }};
    return all;
}

std::span<const Choice<MissingTreatment>> choices(MissingTreatment)
{
    static constexpr std::array<Choice<MissingTreatment>, 3> all{{
        {MissingTreatment::Skip, "skip", "skip"},
        {MissingTreatment::Zero, "zero", "zero (released code)"},
        {MissingTreatment::Mean, "mean", "training mean"},
    }};
    return all;
}

} // namespace modalscope
