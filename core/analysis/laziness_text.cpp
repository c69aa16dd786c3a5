#include "core/analysis/laziness_text.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace modalscope {
namespace {

/// One number of the report with its names in files.
struct Measure {
    const char* name;
    const char* unit;
    const SeedNumbers& numbers;
};

std::vector<Measure> measuresOf(const ModalityLaziness& modality)
{
    return {{"alone", "fraction", modality.alone}, {"inside", "fraction", modality.inside},
        {"probe", "fraction", modality.probe}, {"alone-probe", "points", modality.aloneMinusProbe},
        {"alone-inside", "points", modality.aloneMinusInside}};
}

/// Characters as a terminal counts them.
std::size_t width(const std::string& text)
{
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Lines of cells, every column as wide as its widest cell; the first two to the left, numbers to the right.
std::string aligned(const std::vector<std::vector<std::string>>& lines)
{
    std::vector<std::size_t> widths;
    for (const auto& line : lines) {
        widths.resize(std::max(widths.size(), line.size()));
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], width(line[i]));
    }
    std::string out;
    for (const auto& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string gap(widths[i] - width(line[i]), ' ');
            text += (i == 0 ? "" : "  ") + (i < 2 ? line[i] + gap : gap + line[i]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out += text + "\n";
    }
    return out;
}

/// "87.3 ± 1.2", "87.3" for one seed, "–" for none.
std::string numberCell(const SeedNumbers& numbers, double factor, bool sign)
{
    if (numbers.isEmpty())
        return "–";
    auto text = fixedText(numbers.over.mean * factor, 1);
    if (sign && numbers.over.mean > 0)
        text = "+" + text;
    if (numbers.over.hasInterval())
        text += " ± " + fixedText((numbers.over.high - numbers.over.mean) * factor, 1);
    return text + (numbers.paired ? "" : "*");
}

std::vector<std::vector<std::string>> linesOf(const LazinessGroup& group)
{
    std::vector<std::vector<std::string>> lines;
    const auto n = [](const SeedNumbers& numbers) { return std::to_string(numbers.over.n); };
    if (group.isAlone()) {
        lines.push_back(
            {group.label, "", n(group.fused), numberCell(group.fused, 100, false), "", "", "", ""});
        return lines;
    }
    for (const auto& modality : group.modalities) {
        const int seeds = std::max(modality.probe.over.n, modality.inside.over.n);
        lines.push_back(
            {group.label, modality.modality, std::to_string(seeds), numberCell(modality.alone, 100, false),
                numberCell(modality.inside, 100, false) + (modality.inside.isEmpty() ? "" : " " + group.head),
                numberCell(modality.probe, 100, false), numberCell(modality.aloneMinusProbe, 1, true),
                numberCell(modality.aloneMinusInside, 1, true)});
    }
    lines.push_back(
        {group.label, "fused", n(group.fused), "", numberCell(group.fused, 100, false), "", "", ""});
    return lines;
}

nlohmann::json numbersJson(const SeedNumbers& numbers)
{
    auto values = nlohmann::json::array();
    for (const auto& value : numbers.values)
        values.push_back({{"seed", value.seed}, {"runs", value.runs}, {"value", value.value}});
    nlohmann::json out{{"mean", numbers.over.mean}, {"n", numbers.over.n}, {"values", std::move(values)}};
    if (numbers.over.hasInterval()) {
        out["low"] = numbers.over.low;
        out["high"] = numbers.over.high;
    }
    if (!numbers.paired)
        out["paired"] = false;
    return out;
}

std::string csvLine(const LazinessGroup& group, const std::string& modality, const Measure& measure)
{
    if (measure.numbers.isEmpty())
        return {};
    std::vector<std::string> seeds;
    for (const auto& value : measure.numbers.values)
        seeds.push_back(std::to_string(value.seed));
    const auto& over = measure.numbers.over;
    const std::vector<std::string> cells{group.dataset, protocolText(group.select), group.id, group.label,
        toText(group.method), modality, measure.name, measure.unit, numberText(over.mean),
        over.hasInterval() ? numberText(over.low) : "", over.hasInterval() ? numberText(over.high) : "",
        std::to_string(over.n), measure.numbers.paired ? "yes" : "no", joinText(seeds, " "),
        joinText(measure.numbers.runs(), " ")};
    std::vector<std::string> quoted;
    for (const auto& cell : cells)
        quoted.push_back(csvCell(cell));
    return joinText(quoted, ",") + "\n";
}

} // namespace

std::string lazinessTable(const LazinessReport& report)
{
    std::string out;
    std::set<std::pair<std::string, SelectEpoch>> done;
    bool unpaired = false;
    for (const auto& head : report.groups) {
        if (!done.insert({head.fingerprint, head.select}).second)
            continue;
        out += (out.empty() ? "" : "\n") + head.dataset
            + " · test accuracy (%), mean ± 95 % t interval over n seeds · " + protocolText(head.select)
            + "\n\n";
        std::vector<std::vector<std::string>> lines{
            {"method", "modality", "n", "alone", "inside", "probe", "alone − probe", "alone − inside"}};
        for (const auto& group : report.groups) {
            if (group.fingerprint != head.fingerprint || group.select != head.select)
                continue;
            for (auto& line : linesOf(group))
                lines.push_back(std::move(line));
            for (const auto& modality : group.modalities)
                unpaired = unpaired || !modality.aloneMinusProbe.paired || !modality.aloneMinusInside.paired;
        }
        out += aligned(lines);
    }
    if (report.groups.empty())
        out += "No runs.\n";
    if (unpaired)
        out += "\n* no seed on both sides: difference of the means, Welch's interval\n";
    for (const auto& note : report.notes)
        out += "\n" + note + "\n";
    return out;
}

std::string lazinessCsv(const LazinessReport& report)
{
    std::string out
        = "dataset,protocol,group,label,method,modality,measure,unit,mean,low,high,n,paired,seeds,runs\n";
    for (const auto& group : report.groups) {
        out += csvLine(group, "fused", {"accuracy", "fraction", group.fused});
        if (!group.isAlone())
            for (const auto& modality : group.modalities)
                for (const auto& measure : measuresOf(modality))
                    out += csvLine(group, modality.modality, measure);
    }
    return out;
}

nlohmann::json lazinessJson(const LazinessReport& report)
{
    auto groups = nlohmann::json::array();
    for (const auto& group : report.groups) {
        nlohmann::json entry{{"group", group.id}, {"label", group.label}, {"method", toText(group.method)},
            {"dataset", group.dataset}, {"dataset_fingerprint", group.fingerprint},
            {"selected_on", toText(group.select)}, {"protocol", protocolText(group.select)},
            {"head", group.head}, {"runs", group.runs}, {"finished", group.finished}};
        if (!group.fused.isEmpty())
            entry["fused"] = numbersJson(group.fused);
        auto modalities = nlohmann::json::object();
        if (!group.isAlone()) {
            for (const auto& modality : group.modalities) {
                auto& numbers = modalities[modality.modality] = nlohmann::json::object();
                for (const auto& measure : measuresOf(modality))
                    if (!measure.numbers.isEmpty())
                        numbers[measure.name] = numbersJson(measure.numbers);
            }
        }
        entry["modalities"] = std::move(modalities);
        groups.push_back(std::move(entry));
    }
    return {{"format", 1}, {"groups", std::move(groups)}, {"mixes_protocols", report.mixesProtocols},
        {"notes", report.notes}};
}

} // namespace modalscope
