#include "core/figure/report_state.h"

#include "core/base/text.h"
#include "core/figure/report_settings.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <unordered_map>

namespace modalscope {
namespace {

/// A sentence as words between numbers: words[0] numbers[0] words[1] ...
struct Sentence {
    std::vector<std::string> words;
    std::vector<std::string> numbers;
};

Sentence sentenceOf(const std::string& text)
{
    Sentence out{{""}, {}};
    const auto isDigit = [&](std::size_t i) {
        return i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    };
    for (std::size_t i = 0; i < text.size();) {
        const bool isInName = i > 0 && std::isalpha(static_cast<unsigned char>(text[i - 1])) != 0;
        if (!isDigit(i) || isInName) { // "pix240" is no number
            do
                out.words.back() += text[i++];
            while (isInName && isDigit(i - 1) && isDigit(i));
            continue;
        }
        std::string number;
        while (isDigit(i) || (text[i] == '.' && isDigit(i + 1)))
            number += text[i++];
        out.numbers.push_back(std::move(number));
        out.words.emplace_back();
    }
    return out;
}

std::string rangeText(const std::vector<std::string>& numbers)
{
    const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end(),
        [](const auto& a, const auto& b) { return numberFromText(a) < numberFromText(b); });
    return *least == *most ? *least : *least + " to " + *most;
}

std::string stateText(RunCondition condition)
{
    return labelOf(condition);
}

struct PlannedPlace {
    std::string method, setting;
};

std::unordered_map<std::string, PlannedPlace> placesOf(std::span<const ComparedGroup> groups)
{
    std::unordered_map<std::string, PlannedPlace> places; // by group id
    for (const auto& setting : reportSettings(groups))
        for (const auto& group : setting.groups)
            places[group.id] = {group.label, setting.text};
    return places;
}

std::string settingOfRun(const ReportRun& run)
{
    return run.method + (run.setting.empty() ? "" : ", " + run.setting) + ", seed "
        + std::to_string(run.seed);
}

void addFact(
    std::vector<ReportFact>& facts, const std::string& name, const std::map<std::string, int>& counts)
{
    constexpr std::size_t kMostNamed = 8;
    std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
    std::stable_sort(
        sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> texts;
    int others = 0;
    for (const auto& [text, count] : sorted)
        if (texts.size() < kMostNamed)
            texts.push_back(text + " (" + std::to_string(count) + (count == 1 ? " run)" : " runs)"));
        else
            others += count;
    if (others > 0)
        texts.push_back("others (" + std::to_string(others) + " runs)");
    if (!texts.empty())
        facts.push_back({name, joinText(texts, "; ")});
}

} // namespace

std::vector<ReportWarning> countedWarnings(std::span<const std::string> sentences)
{
    struct Counted {
        Sentence first;
        std::vector<std::vector<std::string>> numbers; // at each place
        int runs = 0;
    };
    std::vector<Counted> all;
    std::map<std::vector<std::string>, std::size_t> places; // by words
    for (const auto& text : sentences) {
        auto sentence = sentenceOf(text);
        const auto [place, isNew] = places.emplace(sentence.words, all.size());
        if (isNew)
            all.push_back({sentence, std::vector<std::vector<std::string>>(sentence.numbers.size()), 0});
        auto& counted = all[place->second];
        ++counted.runs;
        for (std::size_t i = 0; i < sentence.numbers.size(); ++i)
            counted.numbers[i].push_back(std::move(sentence.numbers[i]));
    }
    std::vector<ReportWarning> warnings;
    for (const auto& counted : all) {
        auto text = counted.first.words.front();
        for (std::size_t i = 0; i < counted.numbers.size(); ++i)
            text += rangeText(counted.numbers[i]) + counted.first.words[i + 1];
        warnings.push_back({std::move(text), counted.runs});
    }
    std::stable_sort(
        warnings.begin(), warnings.end(), [](const auto& a, const auto& b) { return a.runs > b.runs; });
    return warnings;
}

void addState(StudyReport& report, std::span<const StudyRun> plan, std::span<const ComparedGroup> groups,
    std::span<const UnreadableRun> unreadable)
{
    const auto places = placesOf(groups);
    std::unordered_map<std::string, const StoredRun*> stored;
    for (const auto& group : groups)
        for (const auto* run : group.runs)
            stored.emplace(run->id(), run);
    std::unordered_map<std::string, std::string> broken; // by id
    for (const auto& one : unreadable)
        broken[one.folder.filename().string()] = one.why;

    std::map<std::string, int> states;
    std::vector<std::string> warnings;
    report.planned = int(plan.size());
    for (const auto& planned : plan) {
        const auto place = places.find(planned.group);
        ReportRun run;
        run.id = planned.id;
        run.seed = planned.experiment.seed;
        if (place != places.end()) {
            run.method = place->second.method;
            run.setting = place->second.setting;
        }
        if (const auto found = stored.find(planned.id); found != stored.end()) {
            const auto& status = found->second->status;
            const auto& metrics = found->second->metrics;
            run.state = stateText(found->second->condition);
            if (!metrics.isNull()) {
                ++report.finished;
                run.epoch = metrics.epoch();
                run.metricsFile = "runs/" + planned.id + "/metrics.json";
            }
            if (found->second->condition == RunCondition::Failed)
                report.failures.push_back({run.id, settingOfRun(run), status.error});
            warnings.insert(warnings.end(), status.warnings.begin(), status.warnings.end());
        } else if (const auto why = broken.find(planned.id); why != broken.end()) {
            run.state = "unreadable";
            report.failures.push_back({run.id, settingOfRun(run), why->second});
            broken.erase(why);
        } else {
            run.state = "not started";
        }
        ++states[run.state];
        report.runs.push_back(std::move(run));
    }
    for (const auto& [id, why] : broken)
        report.failures.push_back({id, "not of this study", why});
    for (const auto& [state, count] : states)
        report.states.push_back({state, std::to_string(count)});
    report.warnings = countedWarnings(warnings);
}

std::vector<ReportFact> reportEnvironment(std::span<const ComparedGroup> groups)
{
    std::map<std::string, int> programs, libraries, devices, threads, hosts, commands;
    std::int64_t first = 0, last = 0;
    double seconds = 0;
    for (const auto& group : groups)
        for (const auto* run : group.runs) {
            const auto& origin = run->origin;
            ++programs[origin.program.empty() ? "not said" : origin.program];
            ++libraries[origin.library.empty() ? "not said" : origin.library];
            ++devices[origin.device.empty() ? "not said" : origin.device];
            ++threads[std::to_string(origin.threads)];
            ++hosts[origin.host.empty() ? "not said" : origin.host];
            ++commands[origin.command.empty() ? "not said" : origin.command];
            first = first == 0 ? origin.created : std::min(first, origin.created);
            last = std::max(last, origin.created);
            seconds += run->status.seconds;
        }
    std::vector<ReportFact> facts;
    addFact(facts, "program", programs);
    addFact(facts, "library", libraries);
    addFact(facts, "device", devices);
    addFact(facts, "threads of a run", threads);
    addFact(facts, "host", hosts);
    addFact(facts, "command", commands);
    if (first > 0)
        facts.push_back(
            {"runs started", first == last ? utcText(first) : utcText(first) + " to " + utcText(last)});
    if (seconds > 0)
        facts.push_back({"training time of all runs", durationText(seconds)});
    return facts;
}

} // namespace modalscope
