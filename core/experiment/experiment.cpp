#include "core/experiment/experiment.h"

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"

#include <algorithm>
#include <array>
#include <set>

#include <unistd.h>

namespace modalscope {

std::span<const Choice<SelectEpoch>> choices(SelectEpoch)
{
    static constexpr std::array<Choice<SelectEpoch>, 3> all{{
        {SelectEpoch::Valid, "valid", "best on valid"},
        {SelectEpoch::Last, "last", "last epoch"},
        {SelectEpoch::BestOnTest, "best-on-test", "BEST ON TEST (as published code does)"},
    }};
    return all;
}

namespace {

/// Modalities a method can work with; the text completes "method.kind concat needs ...".
std::string countProblem(MethodKind kind, std::size_t count)
{
    switch (kind) {
    case MethodKind::Unimodal:
        return count == 1 ? "" : "exactly one modality";
    case MethodKind::Film:
    case MethodKind::Gated:
        return count == 2 ? "" : "exactly two modalities";
    case MethodKind::Mla:
        return count >= 1 ? "" : "at least one modality";
    case MethodKind::Concat:
    case MethodKind::Sum:
    case MethodKind::Late:
    case MethodKind::Ogm:
    case MethodKind::OgmGe:
    case MethodKind::Qmf:
        return count >= 2 ? "" : "at least two modalities";
    }
    return {};
}

Result<void> checkMethod(const MethodOptions& method, const std::vector<std::string>& modalities)
{
    if (const auto needs = countProblem(method.kind, modalities.size()); !needs.empty())
        return invalidInput("method.kind " + toText(method.kind) + " needs " + needs + ", the experiment has "
            + std::to_string(modalities.size()) + "; change modalities");
    const bool conditioned = method.kind == MethodKind::Film || method.kind == MethodKind::Gated;
    if (conditioned && !method.condition.empty()
        && std::find(modalities.begin(), modalities.end(), method.condition) == modalities.end())
        return invalidInput("method.condition: " + method.condition
            + " is not a modality of the experiment; use one of " + joinText(modalities, ", "));
    if (method.kind == MethodKind::Mla && method.mla.fusion == MlaFusion::Fixed) {
        const auto& weights = method.mla.fusionWeights;
        if (weights.size() != modalities.size()
            || std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; }))
            return invalidInput("method.fusion_weights must have one weight for each of the "
                + std::to_string(modalities.size()) + " modalities, not all of them zero");
    }
    return {};
}

Result<void> checkEncoders(const Experiment& experiment, const std::vector<std::string>& modalities)
{
    for (const auto& [name, options] : experiment.encoders) {
        if (name != "*" && std::find(modalities.begin(), modalities.end(), name) == modalities.end())
            return invalidInput("encoders." + name
                + " is not a modality of the experiment; use \"*\" or one of " + joinText(modalities, ", "));
        if (options.kind == EncoderKind::Transformer && options.width % options.heads != 0)
            return invalidInput("encoders." + name + ".heads: " + std::to_string(options.heads)
                + " does not divide width " + std::to_string(options.width));
    }
    if (experiment.method.kind == MethodKind::Concat || modalities.size() < 2)
        return {};
    const int feature = experiment.encoder(modalities.front()).feature;
    for (const auto& name : modalities)
        if (experiment.method.kind == MethodKind::Mla && experiment.encoder(name).feature != feature)
            return invalidInput("encoders." + name + ".feature is "
                + std::to_string(experiment.encoder(name).feature) + " but that of " + modalities.front()
                + " is " + std::to_string(feature) + "; the shared head of mla needs the same everywhere");
    return {};
}

/// A network that this machine cannot hold would end the program, not the run.
Result<void> checkMemory(
    const Experiment& experiment, const Dataset& dataset, const std::vector<int>& indices)
{
    constexpr double kCopies = 4; // weights, gradients, the optimiser's momentum, the copy that is written
    const double memory = double(::sysconf(_SC_PHYS_PAGES)) * double(::sysconf(_SC_PAGESIZE));
    const double bytes = kCopies * (experiment.train.precision == Precision::Float64 ? 8 : 4);
    double total = 0, most = 0;
    std::string largest;
    for (const int index : indices) {
        const auto& modality = dataset.modalities[std::size_t(index)];
        const double weights = estimatedWeights(experiment.encoder(modality.name), modality);
        total += weights;
        if (weights > most)
            most = weights, largest = modality.name;
    }
    if (total * bytes <= memory)
        return {};
    return invalidInput("encoders." + largest + ": its network would have about "
        + std::to_string(std::int64_t(most / 1e6)) + " million weights; training needs "
        + sizeText(total * bytes) + " for all of them and this machine has " + sizeText(memory)
        + "; make its layers smaller");
}

Result<void> checkSplits(const Experiment& experiment, const Dataset& dataset)
{
    for (const char* name : {"train", "valid", "test"}) {
        const auto* split = dataset.split(name);
        if (split == nullptr || split->size == 0)
            return invalidInput("the dataset " + dataset.name + " has no samples in " + name
                + "; a run needs train, valid and test");
    }
    const auto size = dataset.split("train")->size;
    if (experiment.train.batchSize > size)
        return invalidInput("train.batch_size is " + std::to_string(experiment.train.batchSize)
            + " but train has only " + std::to_string(size) + " samples");
    return {};
}

nlohmann::json canonicalWithoutSeed(const Experiment& experiment, const Dataset& dataset)
{
    Experiment full = experiment;
    if (full.modalities.empty())
        for (const auto& modality : dataset.modalities)
            full.modalities.push_back(modality.name);
    full.encoders.clear();
    for (const auto& name : full.modalities)
        full.encoders[name] = experiment.encoder(name);
    auto json = toJson(full);
    json.erase("name");
    json.erase("seed");
    json["dataset"] = dataset.fingerprint;
    return json;
}

} // namespace

const EncoderOptions& Experiment::encoder(const std::string& modality) const
{
    static const EncoderOptions defaults;
    for (const auto& key : {modality, std::string("*")})
        if (const auto found = encoders.find(key); found != encoders.end())
            return found->second;
    return defaults;
}

Result<Experiment> experimentFromText(std::string_view text, const std::string& name)
{
    const auto json = parseJson(text, name);
    if (!json)
        return json.error();
    auto experiment = fromJson<Experiment>(json.value());
    if (!experiment)
        return Error{experiment.error().kind, name + ": " + experiment.error().message};
    return experiment;
}

Result<Experiment> readExperiment(const std::filesystem::path& file)
{
    const auto text = readFile(file);
    if (!text)
        return text.error();
    auto experiment = experimentFromText(text.value(), file.string());
    if (experiment && !experiment.value().dataset.empty()) {
        const std::filesystem::path path = experiment.value().dataset;
        if (path.is_relative())
            experiment.value().dataset
                = (std::filesystem::absolute(file).parent_path() / path).lexically_normal().string();
    }
    return experiment;
}

Result<Experiment> withSetting(const Experiment& experiment, const std::string& assignment)
{
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
        return invalidInput(assignment + ": a setting is written path=value, for example train.epochs=3");
    const auto path = assignment.substr(0, equals);
    const auto text = assignment.substr(equals + 1);
    auto json = toJson(experiment);
    auto* place = &json;
    for (const auto& part : splitText(path, '.')) {
        if (!place->is_object() && !place->is_null())
            return invalidInput(path + " is not an option");
        place = &(*place)[part];
    }

    // A new kind has other fields: those of the old one are unknown now and fall away, but the one set must
    // be known.
    const auto attempt = [&](nlohmann::json value) -> Result<Experiment> {
        *place = std::move(value);
        JsonReader::Unknown unknown;
        auto changed = fromJson<Experiment>(json, {}, &unknown);
        const auto isPath = [&](const auto& name) { return (path + ".").starts_with(name + "."); };
        if (changed && std::any_of(unknown.begin(), unknown.end(), isPath))
            return fromJson<Experiment>(json); // for the message with its advice
        return changed;
    };
    auto parsed = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    auto changed = attempt(parsed.is_discarded() ? nlohmann::json(text) : parsed);
    if (!changed && !parsed.is_discarded() && !parsed.is_string()) // a name that happens to be a number
        if (auto again = attempt(text))
            return again;
    return changed;
}

std::string toFileText(const Experiment& experiment)
{
    return toJson(experiment).dump(2) + "\n";
}

nlohmann::json canonicalJson(const Experiment& experiment, const Dataset& dataset)
{
    auto json = canonicalWithoutSeed(experiment, dataset);
    json["seed"] = experiment.seed;
    return json;
}

std::string runId(const Experiment& experiment, const Dataset& dataset)
{
    return sha256Hex(canonicalJson(experiment, dataset).dump()).substr(0, 12);
}

std::string groupId(const Experiment& experiment, const Dataset& dataset)
{
    return sha256Hex(canonicalWithoutSeed(experiment, dataset).dump()).substr(0, 12);
}

Result<std::vector<int>> modalityIndices(const Experiment& experiment, const Dataset& dataset)
{
    std::vector<int> indices;
    if (experiment.modalities.empty()) {
        for (std::size_t i = 0; i < dataset.modalities.size(); ++i)
            indices.push_back(int(i));
        return indices;
    }
    std::set<std::string> seen;
    for (const auto& name : experiment.modalities) {
        const int index = dataset.modalityIndex(name);
        if (index < 0)
            return invalidInput("modalities: " + name + " is not in the dataset " + dataset.name + "; it has "
                + dataset.modalityList());
        if (!seen.insert(name).second)
            return invalidInput("modalities: " + name + " is listed twice");
        indices.push_back(index);
    }
    return indices;
}

Result<void> checkExperiment(const Experiment& experiment, const Dataset& dataset)
{
    const auto indices = modalityIndices(experiment, dataset);
    if (!indices)
        return indices.error();
    std::vector<std::string> names;
    for (const int index : indices.value())
        names.push_back(dataset.modalities[std::size_t(index)].name);
    if (dataset.task != Task::Classification)
        return invalidInput("the dataset " + dataset.name + " has task " + toText(dataset.task)
            + ", which can be viewed but not trained yet; use a classification dataset");
    if (experiment.evaluate.subsets != "full" && experiment.evaluate.subsets != "all")
        return invalidInput(
            "evaluate.subsets: \"" + experiment.evaluate.subsets + "\" is not known; use full or all");
    for (const auto& check : {checkMethod(experiment.method, names), checkEncoders(experiment, names),
             checkMemory(experiment, dataset, indices.value()), checkSplits(experiment, dataset)})
        if (!check)
            return check.error();
    return {};
}

std::string methodLabel(const MethodOptions& method)
{
    MethodOptions defaults;
    defaults.kind = method.kind;
    const auto now = toJson(method);
    const auto usual = toJson(defaults);
    std::string label = labelOf(method.kind);
    const auto& mla = method.mla;
    for (const auto& [name, value] : now.items()) {
        if (usual.contains(name) && usual[name] == value)
            continue;
        if (name == "hgm")
            label += mla.hgm == Hgm::FrozenHead || mla.hgm == Hgm::SlowHead ? ", " + labelOf(mla.hgm)
                                                                            : ", HGM " + labelOf(mla.hgm);
        else if (name == "fusion")
            label += ", fusion " + labelOf(mla.fusion);
        else if (value != nlohmann::json(""))
            label += ", " + name + " " + (value.is_string() ? value.get<std::string>() : value.dump());
    }
    return label;
}

} // namespace modalscope
