#include "core/engine/initial_weights.h"

#include "core/base/text.h"
#include "core/models/mit_weight_names.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace modalscope {
namespace {

/// A part of a network that can start from a file.
struct WeightsPart {
    std::string modality; ///< empty: the network's first
    std::string option; ///< "encoders.image"
    std::string name; ///< for people
    std::string advice; ///< what to do when a file does not fit
    std::string prefix; ///< of its tensors in Method::weights
    std::filesystem::path file; ///< that the experiment names; may be empty
    bool isFrozen = false;
    bool allowsMissing = false;
};

std::vector<WeightsPart> weightsPartsOf(const PreparedRun& run)
{
    const auto& experiment = run.experiment;
    if (experiment.method.kind == MethodKind::Network) {
        const auto& network = experiment.method.network;
        if (!isDense(network.kind))
            return {};
        return {{"", "method.network", "the encoder of the first modality",
            "use weights of MiT with their published names and choose the method.network.size that the file "
            "was trained with",
            "", network.weights, network.frozen, network.allowMissing}};
    }
    std::vector<WeightsPart> parts;
    for (const auto& name : run.names) {
        const auto& encoder = experiment.encoder(name);
        parts.push_back({name, "encoders." + name, "the encoder of " + name,
            "use weights of an encoder like this one (of resnet18 torchvision's names), or set encoders."
                + name + ".kind and its sizes as the file has them",
            "encoder." + name + ".", encoder.weights, encoder.frozen, encoder.allowMissing});
    }
    return parts;
}

/// The tensors of a part, by their names in published files.
std::vector<NamedShape> shapesOf(const PreparedRun& run, const WeightsPart& part)
{
    std::vector<NamedShape> shapes;
    for (const auto& [name, tensor] : run.method->weights())
        if (part.prefix.empty() ? isMitParameter(name) : name.starts_with(part.prefix))
            shapes.push_back({name.substr(part.prefix.size()), tensor.sizes().vec()});
    return shapes;
}

std::vector<NamedShape> shapesOf(const WeightsFile& file, const std::vector<NamedTensor>& tensors)
{
    std::vector<NamedShape> shapes;
    for (const auto& tensor : tensors)
        shapes.push_back({tensor.name, file.tree.tensors[tensor.tensor].shape});
    return shapes;
}

Error errorOfPart(const WeightsPart& part, const Error& error)
{
    return {error.kind, part.option + ".weights: " + error.message};
}

/// `tensors` with the names that the network has for them.
WeightsMapping mappingOf(const WeightsPart& part, const std::filesystem::path& path, std::string sha256,
    std::vector<MappedWeight> tensors)
{
    for (auto& one : tensors)
        if (!one.ours.empty())
            one.ours = part.prefix + one.ours;
    return {part.option, part.name, path.string(), std::move(sha256), part.isFrozen, std::move(tensors)};
}

/// [64, 3, 7, 7] to [64, 1, 7, 7].
torch::Tensor summedOverChannels(const torch::Tensor& values)
{
    return values.sum(1, /*keepdim=*/true);
}

/// Values as they go into `target`, in double precision where a sum is taken.
Result<torch::Tensor> loadedValues(
    const WeightsFile& file, const NamedTensor& tensor, const MappedWeight& mapped, torch::ScalarType type)
{
    if (type == torch::kFloat32 && mapped.use == WeightUse::Used) {
        auto values = readFloats(file, tensor);
        if (!values)
            return values.error();
        return torch::from_blob(values.value().data(), mapped.storedShape, torch::kFloat32).clone();
    }
    auto values = readDoubles(file, tensor);
    if (!values)
        return values.error();
    const auto read = torch::from_blob(values.value().data(), mapped.storedShape, torch::kFloat64).clone();
    return mapped.use == WeightUse::Summed ? summedOverChannels(read) : read;
}

} // namespace

Result<InitialWeights> InitialWeights::open(const PreparedRun& run)
{
    InitialWeights all;
    for (const auto& part : weightsPartsOf(run)) {
        if (part.file.empty())
            continue;
        const auto path = std::filesystem::absolute(part.file).lexically_normal();
        auto file = openWeightsFile(path);
        if (!file)
            return errorOfPart(part, file.error());
        Part opened;
        opened.modality = part.modality;
        opened.file = std::move(file).value();
        opened.tensors = namedTensors(opened.file.tree, opened.file.tree.root);
        auto mapped = modalscope::mapWeights(
            shapesOf(opened.file, opened.tensors), shapesOf(run, part), part.modality);
        const auto fits = mapped ? checkMapped(mapped.value(), part.allowsMissing, part.advice)
                                 : Result<void>(mapped.error());
        if (!fits)
            return errorOfPart(part, {fits.error().kind, path.string() + ": " + fits.error().message});
        auto sum = sha256Of(opened.file);
        if (!sum)
            return errorOfPart(part, sum.error());
        opened.mapping = mappingOf(part, path, std::move(sum).value(), std::move(mapped).value());
        all.m_parts.push_back(std::move(opened));
    }
    return all;
}

std::set<std::string> InitialWeights::frozen() const
{
    std::set<std::string> names;
    for (const auto& part : m_parts)
        for (const auto& one : part.mapping.tensors)
            if (part.mapping.isFrozen && isLoaded(one))
                names.insert(one.ours);
    return names;
}

Result<void> InitialWeights::copyTo(PreparedRun& run) const
{
    const torch::NoGradGuard noGradients;
    auto targets = run.method->weights();
    for (const auto& part : m_parts)
        for (const auto& one : part.mapping.tensors) {
            if (!isLoaded(one))
                continue;
            auto& target = targets.at(one.ours);
            const auto& tensor = part.tensors[one.source];
            const auto values = loadedValues(part.file, tensor, one, target.scalar_type());
            if (!values)
                return values.error();
            if (!values.value().isfinite().all().item<bool>())
                return Error{ErrorKind::Numeric,
                    part.file.path + ": tensor " + printableText(tensor.name)
                        + " has values that are not finite"};
            target.copy_(values.value());
        }
    return {};
}

Result<void> InitialWeights::start(PreparedRun& run, const RunFolder& folder, RunJournal& journal) const
{
    if (auto copied = copyTo(run); !copied)
        return copied;
    for (const auto& part : m_parts) {
        journal.log(mappingSummary(part.mapping));
        if (auto written = folder.appendLog(mappingText(part.mapping)); !written)
            return written;
    }
    return {};
}

Result<void> InitialWeights::writeTable(const RunFolder& folder) const
{
    std::vector<WeightsMapping> all;
    for (const auto& part : m_parts)
        all.push_back(part.mapping);
    return all.empty() ? Result<void>()
                       : writeFileAtomically(folder.file(kWeightsMappingFile), mappingCsv(all));
}

void InitialWeights::addTo(RunOrigin& origin) const
{
    for (const auto& part : m_parts) {
        if (!part.modality.empty()) {
            origin.encoderWeights[part.modality] = part.mapping.sha256;
            continue;
        }
        origin.weightsPath = part.mapping.file;
        origin.weightsSha256 = part.mapping.sha256;
    }
}

Result<void> InitialWeights::checkSame(const RunOrigin& begun) const
{
    for (const auto& part : m_parts) {
        const auto known = begun.encoderWeights.find(part.modality);
        const auto then = part.modality.empty()   ? begun.weightsSha256
            : known == begun.encoderWeights.end() ? std::string()
                                                  : known->second;
        const auto& now = part.mapping.sha256;
        if (!then.empty() && then != now)
            return invalidInput(part.mapping.part + ".weights: " + part.mapping.file
                + ": is not the file that this run started from (SHA-256 " + now.substr(0, 12) + " now, "
                + then.substr(0, 12)
                + " then); bring that one back, or give this one another name to train a run of its own");
    }
    return {};
}

Result<std::vector<WeightsMapping>> mapInitialWeights(const WeightsMapRequest& request)
{
    auto run = prepareRun(request.experiment, request.dataset);
    if (!run)
        return run.error();
    std::optional<WeightsFile> given;
    if (!request.file.empty()) {
        auto file = openWeightsFile(std::filesystem::absolute(request.file).lexically_normal());
        if (!file)
            return file.error();
        given = std::move(file).value();
    }
    std::vector<WeightsMapping> all;
    for (const auto& part : weightsPartsOf(run.value())) {
        if (!given && part.file.empty())
            continue;
        auto file = given ? Result<WeightsFile>(*given)
                          : openWeightsFile(std::filesystem::absolute(part.file).lexically_normal());
        if (!file)
            return errorOfPart(part, file.error());
        const auto tensors = namedTensors(file.value().tree, file.value().tree.root);
        auto mapped = modalscope::mapWeights(
            shapesOf(file.value(), tensors), shapesOf(run.value(), part), part.modality);
        if (!mapped)
            return Error{mapped.error().kind, file.value().path + ": " + mapped.error().message};
        const bool isForThis = std::ranges::any_of(mapped.value(),
            [](const auto& one) { return isLoaded(one) || one.use == WeightUse::WrongShape; });
        if (given && !isForThis)
            continue;
        auto sum = sha256Of(file.value());
        if (!sum)
            return sum.error();
        all.push_back(mappingOf(part, file.value().path, std::move(sum).value(), std::move(mapped).value()));
    }
    if (!all.empty())
        return all;
    if (!given)
        return invalidInput("the experiment names no file of weights; set encoders.<modality>.weights or "
                            "method.network.weights, or name a file");
    return Error{ErrorKind::Format,
        given->path
            + ": has no tensor of a name that an encoder of this experiment has; use weights of ResNet-18 by "
              "torchvision's names, of MiT by its published names, or of a checkpoint of ModalScope"};
}

} // namespace modalscope
