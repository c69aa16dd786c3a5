#include "core/experiment/experiment.h"

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/config/json_settings.h"

#include <algorithm>
#include <array>
#include <set>

namespace modalscope {

std::span<const Choice<SelectEpoch>> choices(SelectEpoch)
{
    static constexpr std::array<Choice<SelectEpoch>, 4> all{{
        {SelectEpoch::Valid, "valid", "best on valid"},
        {SelectEpoch::Last, "last", "last epoch"},
        {SelectEpoch::BestOnTest, "best-on-test", "BEST ON TEST (as published code does)"},
        {SelectEpoch::Elsewhere, "elsewhere", "chosen elsewhere (imported)"},
    }};
    return all;
}

namespace {

/// The path of initial weights without its folder; nothing when there are none. `place`: of a network or an
/// encoder.
void shortenWeights(nlohmann::json& place)
{
    const auto weights = place.find("weights");
    if (weights == place.end())
        return;
    const std::filesystem::path path = weights->get<std::string>();
    if (path.empty())
        place.erase(weights);
    else
        *weights = path.filename().string();
    for (const char* later : {"frozen", "allow_missing"})
        if (place.value(later, true) == false)
            place.erase(later);
}

nlohmann::json canonicalWithoutSeed(const Experiment& experiment, const Dataset& dataset)
{
    Experiment full = experiment;
    if (full.modalities.empty())
        for (const auto& modality : dataset.modalities)
            full.modalities.push_back(modality.name);
    full.encoders.clear();
    for (const auto& name : full.modalities)
        if (experiment.method.kind != MethodKind::Network && experiment.method.kind != MethodKind::Imported)
            full.encoders[name] = experiment.encoder(name);
    auto json = toJson(full);
    json.erase("name");
    json.erase("seed");
    json["dataset"] = dataset.fingerprint;
    static const auto defaults = toJson(EvaluateOptions());
    auto& evaluate = json["evaluate"];
    for (const char* later : {"missing_rates", "permutations"})
        if (evaluate[later] == defaults[later])
            evaluate.erase(later);
    if (const auto place = json.find("train"); place != json.end()) {
        auto& train = *place;
        if (train["augment"] == false)
            train.erase("augment");
        if (train["feature_epochs"].empty())
            train.erase("feature_epochs");
        if (train["weight_epochs"].empty())
            train.erase("weight_epochs");
        if (train["schedule"].value("warmup_from", 1.0) == 0)
            train["schedule"].erase("warmup_from");
    }
    auto& method = json["method"];
    if (method.contains("network"))
        shortenWeights(method["network"]);
    if (const auto encoders = json.find("encoders"); encoders != json.end())
        for (auto& encoder : *encoders)
            shortenWeights(encoder);
    if (experiment.method.kind == MethodKind::Imported) {
        method.erase("file");
        method.erase("sha256"); // every seed has a file of its own
    }
    return json;
}

/// Puts in what only the run has, and not its group.
nlohmann::json withOwnFile(nlohmann::json json, const Experiment& experiment)
{
    if (experiment.method.kind == MethodKind::Imported)
        json["method"]["sha256"] = experiment.method.imported.sha256;
    return json;
}

std::string idOf(std::string_view canonicalText)
{
    return sha256Hex(canonicalText).substr(0, 12);
}

/// "CMNeXt-B0", "CMNeXt-B0, loss ohem, head_width 128"; JSON of the method as it is and as it usually is.
std::string networkLabel(const MethodOptions& method, const nlohmann::json& now, const nlohmann::json& usual)
{
    NetworkOptions usualNetwork;
    usualNetwork.kind = method.network.kind;
    usualNetwork.size = method.network.size;
    std::string label = labelOf(method.network.kind);
    if (isDense(method.network.kind))
        label += "-" + labelOf(method.network.size);
    const auto add = [&](const nlohmann::json& values, const nlohmann::json& defaults) {
        for (const auto& [name, value] : values.items())
            if (name != "network" && !(defaults.contains(name) && defaults[name] == value))
                label += ", " + name + " " + (value.is_string() ? value.get<std::string>() : value.dump());
    };
    add(now, usual);
    auto network = now["network"];
    shortenWeights(network);
    add(network, toJson(usualNetwork));
    return label;
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
    if (experiment)
        makePathsAbsolute(experiment.value(), file);
    return experiment;
}

void makePathsAbsolute(Experiment& experiment, const std::filesystem::path& file)
{
    std::vector<std::string*> paths{&experiment.dataset, &experiment.method.network.weights};
    for (auto& [name, encoder] : experiment.encoders)
        paths.push_back(&encoder.weights);
    for (auto* text : paths)
        if (const std::filesystem::path path = *text; !path.empty() && path.is_relative())
            *text = (std::filesystem::absolute(file).parent_path() / path).lexically_normal().string();
}

Result<Experiment> withSettings(const Experiment& experiment, const Settings& settings)
{
    return optionsWithSettings(experiment, settings);
}

Result<Experiment> withSetting(const Experiment& experiment, const std::string& assignment)
{
    return optionsWithSetting(experiment, assignment);
}

std::string toFileText(const Experiment& experiment)
{
    return toJson(experiment).dump(2) + "\n";
}

nlohmann::json canonicalJson(const Experiment& experiment, const Dataset& dataset)
{
    auto json = withOwnFile(canonicalWithoutSeed(experiment, dataset), experiment);
    json["seed"] = experiment.seed;
    return json;
}

std::string runId(const Experiment& experiment, const Dataset& dataset)
{
    return idOf(canonicalJson(experiment, dataset).dump());
}

std::string groupId(const Experiment& experiment, const Dataset& dataset)
{
    return idOf(canonicalWithoutSeed(experiment, dataset).dump());
}

SeededIds::SeededIds(const Experiment& experiment, const Dataset& dataset)
{
    auto json = canonicalWithoutSeed(experiment, dataset);
    m_group = idOf(json.dump());
    json = withOwnFile(std::move(json), experiment);
    const auto text = json.dump();
    m_after = "}";
    for (auto entry = json.rbegin(); entry != json.rend() && entry.key() > "seed"; ++entry)
        m_after = "," + nlohmann::json(entry.key()).dump() + ":" + entry.value().dump() + m_after;
    m_before = text.substr(0, text.size() - m_after.size()) + ",\"seed\":";
}

std::string SeededIds::run(std::uint64_t seed) const
{
    return idOf(m_before + std::to_string(seed) + m_after);
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

std::string methodLabel(const MethodOptions& method)
{
    if (method.kind == MethodKind::Imported && !method.imported.label.empty())
        return method.imported.label;
    MethodOptions defaults;
    defaults.kind = method.kind;
    auto sameFields = defaults; // options that exist only for some modes are compared with their defaults
    sameFields.mla.hgm = method.mla.hgm;
    sameFields.mla.alphaKind = method.mla.alphaKind;
    sameFields.mla.fusion = method.mla.fusion;
    sameFields.loss = method.loss;
    const auto now = toJson(method);
    auto usual = toJson(sameFields);
    usual.update(toJson(defaults));
    if (method.kind == MethodKind::Network)
        return networkLabel(method, now, usual);
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
