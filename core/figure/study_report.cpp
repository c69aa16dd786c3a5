#include "core/figure/study_report.h"

#include "core/base/text.h"
#include "core/base/version.h"
#include "core/config/json_options.h"
#include "core/figure/report_protocol.h"
#include "core/figure/report_results.h"
#include "core/figure/report_settings.h"
#include "core/figure/report_state.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace modalscope {
namespace {

/// `text` as one word of a shell's command line.
std::string shellWord(const std::string& text)
{
    const bool isPlain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view("_-./+=:,@%").find(char(c)) != std::string_view::npos;
    });
    if (isPlain)
        return text;
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

void addLeaves(
    const nlohmann::json& json, const std::string& path, std::map<std::string, nlohmann::json>& out)
{
    if (!json.is_object() || json.empty()) {
        out[path] = json;
        return;
    }
    for (const auto& [name, value] : json.items())
        addLeaves(value, path.empty() ? name : path + "." + name, out);
}

/// Defaults with the kinds of `base`, so that options that only these kinds have can be compared.
Experiment defaultsLike(const Experiment& base)
{
    Experiment defaults;
    defaults.method.kind = base.method.kind;
    defaults.method.mla.hgm = base.method.mla.hgm;
    defaults.method.mla.alphaKind = base.method.mla.alphaKind;
    defaults.method.mla.fusion = base.method.mla.fusion;
    defaults.train.optimizer = base.train.optimizer;
    defaults.train.schedule.kind = base.train.schedule.kind;
    defaults.missing.protocol = base.missing.protocol;
    for (const auto& [name, options] : base.encoders)
        defaults.encoders[name].kind = options.kind;
    return defaults;
}

/// Options that make others exist: they are compared with the true defaults.
bool isKind(const std::string& path)
{
    static const std::set<std::string> kKinds{"method.kind", "method.hgm", "method.alpha_kind",
        "method.fusion", "train.optimizer", "train.schedule.kind", "missing.protocol"};
    return kKinds.contains(path) || (path.starts_with("encoders.") && path.ends_with(".kind"));
}

/// "pix240, fou76" of a list.
std::string optionText(const nlohmann::json& value)
{
    if (!value.is_array() || value.empty())
        return settingValue(value);
    std::vector<std::string> texts;
    for (const auto& item : value)
        texts.push_back(settingValue(item));
    return joinText(texts, ", ");
}

std::vector<ReportFact> changedOptions(const Study& study)
{
    std::map<std::string, nlohmann::json> own, likely, plain;
    addLeaves(JsonWriter::toValue(study.base), {}, own);
    addLeaves(JsonWriter::toValue(defaultsLike(study.base)), {}, likely);
    auto defaults = Experiment();
    for (const auto& [name, options] : study.base.encoders)
        defaults.encoders[name] = {};
    addLeaves(JsonWriter::toValue(defaults), {}, plain);
    std::vector<ReportFact> changed;
    for (const auto& [path, value] : own) {
        const bool isElsewhere = path == "dataset" || path == "name" || path == "format" || study.axis(path);
        const auto& from = isKind(path) ? plain : likely;
        const auto found = from.find(path);
        const bool isSame = found != from.end() && found->second == value;
        if (!isElsewhere && !isSame)
            changed.push_back({path, optionText(value)});
    }
    return changed;
}

std::vector<ReportFact> axisFacts(const Study& study)
{
    std::vector<ReportFact> facts;
    for (const auto& axis : study.axes) {
        facts.push_back({axis.path, optionText(nlohmann::json(axis.values))});
    }
    return facts;
}

std::vector<ReportFact> variantFacts(const Study& study)
{
    std::vector<ReportFact> facts;
    for (const auto& variant : study.variants) {
        std::vector<std::string> settings;
        for (const auto& [path, value] : variant.settings)
            settings.push_back(path + " = " + settingValue(value));
        facts.push_back({variant.label, joinText(settings, ", ")});
    }
    return facts;
}

void addSetUp(StudyReport& report, const Study& study, const Dataset& dataset, std::span<const StudyRun> plan)
{
    report.dataset = {{"name", dataset.name}, {"task", labelOf(dataset.task)}};
    if (dataset.classCount() > 0)
        report.dataset.push_back({"classes", std::to_string(dataset.classCount())});
    report.dataset.push_back({"fingerprint (SHA-256)", dataset.fingerprint});
    if (!dataset.path.empty())
        report.dataset.push_back({"file", dataset.path});
    for (const auto* attribute : {"description", "licence", "citation"})
        if (const auto found = dataset.attributes.find(attribute); found != dataset.attributes.end())
            report.dataset.push_back({attribute, found->second});
    for (const auto& split : dataset.splits)
        report.splits.push_back({split.name,
            std::to_string(split.size) + " samples, "
                + (split.origin.empty() ? "as stored in the file" : "made from " + split.origin)});
    std::set<std::string> used;
    for (const auto& run : plan)
        for (const auto& name : run.experiment.modalities)
            used.insert(name);
    for (const auto& modality : dataset.modalities)
        if (used.empty() || used.contains(modality.name))
            report.modalities.push_back({modality.name, shapeText(modality)});
    report.changedOptions = changedOptions(study);
    report.baseText
        = JsonWriter::toValue(study.base).dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    report.axes = axisFacts(study);
    report.variants = variantFacts(study);
}

std::vector<std::string> rerunCommands(const ReportOrigin& origin, const std::vector<ReportTopic>& topics)
{
    const auto where = " " + shellWord(origin.studyFile) + " --workspace " + shellWord(origin.workspace);
    std::vector<std::string> commands{"modalscope-cli study run" + where};
    std::string asked;
    if (!topics.empty() && topics.front().id == "results" && !topics.front().tables.empty())
        for (const auto& column : topics.front().tables.front().columns)
            if (const auto name = column.substr(0, column.find(' ')); name.starts_with("test."))
                asked += " --metric " + name;
    commands.push_back("modalscope-cli study summary" + where + asked);
    commands.push_back("modalscope --report" + where + " --out report.html");
    return commands;
}

} // namespace

StudyReport makeStudyReport(const Study& study, const Dataset& dataset, std::span<const StudyRun> plan,
    std::span<const StoredRun> runs, std::span<const UnreadableRun> unreadable, const ReportOrigin& origin)
{
    StudyReport report;
    report.title = "Study " + study.name;
    report.program = programVersion();
    report.studyHash = studyHash(study, dataset);
    report.origin = origin;
    addSetUp(report, study, dataset, plan);
    report.protocol = reportProtocol(study, dataset, plan);
    report.shortcuts = reportShortcuts(plan);
    const auto groups = studyGroups(plan, runs);
    addState(report, plan, groups, unreadable);
    report.environment = reportEnvironment(groups);
    auto results = reportResults(study, plan, groups, origin.command);
    report.topics = std::move(results.topics);
    report.notMeasured = std::move(results.notMeasured);
    report.commands = rerunCommands(origin, report.topics);
    report.studyText = toFileText(study);
    return report;
}

} // namespace modalscope
