#include "core/methods/autoencoder.h"
#include "core/methods/cascaded_autoencoder.h"
#include "core/methods/concat.h"
#include "core/methods/film.h"
#include "core/methods/gated.h"
#include "core/methods/imagination.h"
#include "core/methods/late_fusion.h"
#include "core/methods/mla.h"
#include "core/methods/modality_dropout.h"
#include "core/methods/network_method.h"
#include "core/methods/ogm.h"
#include "core/methods/qmf.h"
#include "core/methods/sum.h"
#include "core/methods/unimodal.h"

#include <optional>

namespace modalscope {
namespace {

template <class Kind>
Result<std::unique_ptr<Method>> make(Network network, const MethodSpec& spec)
{
    return std::unique_ptr<Method>(std::make_unique<Kind>(std::move(network), spec));
}

/// Why this method cannot be built for these encoders.
std::optional<Error> problem(const MethodSpec& spec, const Network& network)
{
    const auto count = network.modalityCount();
    const auto kind = spec.method.kind;
    using enum MethodKind;
    const bool needsTwo = kind == Film || kind == Gated;
    if (needsTwo ? count != 2 : kind == Unimodal ? count != 1 : kind != Mla && count < 2)
        return Error{ErrorKind::InvalidInput,
            "method.kind " + toText(kind) + " does not work with " + std::to_string(count)
                + " modalities; change modalities"};
    for (std::size_t m = 1; kind == Mla && m < count; ++m)
        if (network.featureSize(m) != network.featureSize(0))
            return Error{ErrorKind::Shape,
                "the encoder of " + network.modality(m) + " ends in " + std::to_string(network.featureSize(m))
                    + " values and that of " + network.modality(0) + " in "
                    + std::to_string(network.featureSize(0))
                    + ", but the shared head of mla needs the same everywhere; set encoders."
                    + network.modality(m) + ".feature"};
    return std::nullopt;
}

} // namespace

Result<std::unique_ptr<Method>> buildMethod(const MethodSpec& spec)
{
    if (spec.method.kind == MethodKind::Network)
        return NetworkMethod::make(spec);
    auto built = Network::make(spec);
    if (!built)
        return built.error();
    auto network = std::move(built).value();
    if (auto error = problem(spec, network))
        return *error;
    using enum MethodKind;
    switch (spec.method.kind) {
    case Unimodal:
        return make<modalscope::Unimodal>(std::move(network), spec);
    case Concat:
        return make<modalscope::Concat>(std::move(network), spec);
    case Sum:
        return make<modalscope::Sum>(std::move(network), spec);
    case Film:
        return make<modalscope::Film>(std::move(network), spec);
    case Gated:
        return make<modalscope::Gated>(std::move(network), spec);
    case Late:
        return make<LateFusion>(std::move(network), spec);
    case Mla:
        return make<modalscope::Mla>(std::move(network), spec);
    case Ogm:
    case OgmGe:
        return make<modalscope::Ogm>(std::move(network), spec);
    case Qmf:
        return make<modalscope::Qmf>(std::move(network), spec);
    case ModalityDropout:
        return make<modalscope::ModalityDropout>(std::move(network), spec);
    case Ae:
        return make<Autoencoder>(std::move(network), spec);
    case Cra:
        return make<CascadedAutoencoder>(std::move(network), spec);
    case Mmin:
        return make<Imagination>(std::move(network), spec);
    case MethodKind::Network:
        break; // made above: it has no encoders
    case Imported:
        return Error{ErrorKind::InvalidInput, "method.kind imported has no network to train"};
    }
    return Error{ErrorKind::Internal, "a method without a class"};
}

} // namespace modalscope
