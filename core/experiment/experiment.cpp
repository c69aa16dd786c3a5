#include "core/experiment/experiment.h"

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"

#include <algorithm>
#include <array>
#include <set>

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
    static const auto defaults = toJson(EvaluateOptions());
    auto& evaluate = json["evaluate"];
    for (const char* later : {"missing_rates", "permutations"})
        if (evaluate[later] == defaults[later])
            evaluate.erase(later);
    return json;
}

/// Takes out what stands at "method.hgm".
void eraseAt(nlohmann::json& json, const std::string& path)
{
    const auto parts = splitText(path, '.');
    auto* place = &json;
    for (std::size_t i = 0; i + 1 < parts.size() && place->is_object(); ++i)
        place = &(*place)[parts[i]];
    if (place->is_object())
        place->erase(parts.back());
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
        makeDatasetAbsolute(experiment.value(), file);
    return experiment;
}

void makeDatasetAbsolute(Experiment& experiment, const std::filesystem::path& file)
{
    const std::filesystem::path path = experiment.dataset;
    if (!path.empty() && path.is_relative())
        experiment.dataset
            = (std::filesystem::absolute(file).parent_path() / path).lexically_normal().string();
}

Result<Experiment> withSettings(const Experiment& experiment, const Settings& settings)
{
    auto json = toJson(experiment);
    for (const auto& [path, value] : settings) {
        if (path.empty())
            return invalidInput("\"\" is not an option; name one, for example train.epochs");
        auto* place = &json;
        for (const auto& part : splitText(path, '.')) {
            if (!place->is_object() && !place->is_null())
                return invalidInput(path + " is not an option");
            place = &(*place)[part];
        }
        *place = value;
    }
    JsonReader::Unknown unknown;
    auto changed = fromJson<Experiment>(json, {}, &unknown);
    const auto isSet = [&](const std::string& name) {
        return std::any_of(settings.begin(), settings.end(), [&](const auto& setting) {
            return (setting.first + ".").starts_with(name + ".") || name.starts_with(setting.first + ".");
        });
    };
    if (!changed || std::none_of(unknown.begin(), unknown.end(), isSet))
        return changed;
    for (const auto& name : unknown)
        if (!isSet(name))
            eraseAt(json, name);
    return fromJson<Experiment>(json); // for the message with its advice
}

Result<Experiment> withSetting(const Experiment& experiment, const std::string& assignment)
{
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
        return invalidInput(assignment + ": a setting is written path=value, for example train.epochs=3");
    const auto path = assignment.substr(0, equals);
    const auto text = assignment.substr(equals + 1);
    const auto parsed = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    auto changed = withSettings(experiment, {{path, parsed.is_discarded() ? nlohmann::json(text) : parsed}});
    if (!changed && !parsed.is_discarded() && !parsed.is_string()) // a name that happens to be a number
        if (auto again = withSettings(experiment, {{path, text}}))
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

std::string methodLabel(const MethodOptions& method)
{
    MethodOptions defaults;
    defaults.kind = method.kind;
    auto sameFields = defaults; // options that exist only for some modes are compared with their defaults
    sameFields.mla.hgm = method.mla.hgm;
    sameFields.mla.alphaKind = method.mla.alphaKind;
    sameFields.mla.fusion = method.mla.fusion;
    const auto now = toJson(method);
    auto usual = toJson(sameFields);
    usual.update(toJson(defaults));
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
