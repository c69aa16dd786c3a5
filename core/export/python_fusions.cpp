#include "core/export/python_fusions.h"

#include "core/export/python_text.h"

#include <algorithm>

namespace modalscope {
namespace {

std::string fusePiece(MlaFusion fusion)
{
    auto name = "fuse_" + toText(fusion);
    std::ranges::replace(name, '-', '_');
    return name;
}

/// Whether a run of MMIN was kept in its second phase, when there is something to predict with.
bool hasImagined(const ExportedRun& run)
{
    const auto* counter = run.tensor("imagination.num_batches_tracked");
    return counter != nullptr
        && std::ranges::any_of(counter->bytes, [](std::byte byte) { return byte != std::byte(0); });
}

struct FusionCode {
    const char* name;
    std::vector<std::string> pieces;
    std::vector<std::string> arguments = {}; ///< behind those that all have
};

FusionCode reconstructionCode(const ReconstructionOptions& options, MethodKind kind)
{
    const std::vector<std::string> sizes{
        "hidden=" + std::to_string(options.hidden), "code=" + std::to_string(options.code)};
    if (kind == MethodKind::Ae)
        return {"Autoencoder", {"reconstruction", "fusion_ae"}, sizes};
    const std::vector<std::string> arguments{"blocks=" + std::to_string(options.blocks), sizes[0], sizes[1]};
    if (kind == MethodKind::Cra)
        return {"CascadedAutoencoder", {"reconstruction", "reconstruction_cascade", "fusion_cra"}, arguments};
    return {"Imagination", {"reconstruction", "reconstruction_cascade", "fusion_heads", "fusion_mmin"},
        arguments};
}

FusionCode fusionCode(const ExportedRun& run)
{
    const auto& method = run.experiment.method;
    const auto condition = [&] {
        const auto found = std::ranges::find(run.modalities, method.condition, &Modality::name);
        const auto& modality = found == run.modalities.end() ? run.modalities.front() : *found;
        return "condition=" + pythonText(modality.name);
    };
    switch (method.kind) {
    case MethodKind::Unimodal:
        return {"Unimodal", {"fusion_heads", "fusion_unimodal"}};
    case MethodKind::Concat:
    case MethodKind::Ogm: // these two change only how it is trained
    case MethodKind::OgmGe:
        return {"Concat", {"fusion_concat"}};
    case MethodKind::Sum:
        return {"Sum", {"fusion_heads", "fusion_sum"}};
    case MethodKind::Film:
        return {"Film", {"fusion_film"}, {condition()}};
    case MethodKind::Gated:
        return {"Gated", {"fusion_heads", "fusion_gated"}, {condition()}};
    case MethodKind::Late:
        return {"LateFusion", {"fuse_shares", "fuse_mean", "fusion_heads", "fusion_late"}};
    case MethodKind::Mla:
        return {"Mla", {"fuse_shares", fusePiece(method.mla.fusion), "fusion_mla"}};
    case MethodKind::Qmf:
        return {"Qmf", {"fusion_heads", "fusion_qmf"}};
    case MethodKind::ModalityDropout:
        return {"ModalityDropout", {"fusion_concat", "fusion_modality_dropout"}};
    case MethodKind::Ae:
    case MethodKind::Cra:
    case MethodKind::Mmin:
        return reconstructionCode(method.reconstruction, method.kind);
    case MethodKind::Network:
    case MethodKind::Imported:
        break;
    }
    return {nullptr, {}};
}

} // namespace

Result<PythonPart> pythonFusion(const ExportedRun& run)
{
    const auto& experiment = run.experiment;
    const auto kind = experiment.method.kind;
    if (kind == MethodKind::Mmin && !hasImagined(run))
        return invalidInput(
            "export to Python does not know MMIN before its second phase yet; train the run for more epochs "
            "than method.pretrain_epochs");
    const auto code = fusionCode(run);
    if (code.name == nullptr)
        return invalidInput("export to Python does not know the method " + labelOf(kind) + " yet");
    std::vector<std::string> arguments{"encoders", "standardizers",
        "skips_absent=" + pythonBool(experiment.missing.treatment == MissingTreatment::Skip),
        "classes=" + std::to_string(run.classNames.size())};
    arguments.insert(arguments.end(), code.arguments.begin(), code.arguments.end());
    PythonPart part{pythonCall(code.name, arguments), {"network", "fusion"}};
    part.pieces.insert(part.pieces.end(), code.pieces.begin(), code.pieces.end());
    return part;
}

} // namespace modalscope
