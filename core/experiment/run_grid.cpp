#include "core/experiment/run_grid.h"

#include "core/base/text.h"
#include "core/experiment/axis_values.h"
#include "core/experiment/check_network.h"
#include "core/experiment/study_grid.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace modalscope {
namespace {

constexpr std::size_t kMostSeeds = 1000;
constexpr std::uint64_t kLargestSeed = 9007199254740991; // JSON numbers are exact up to here

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\n");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

std::optional<std::uint64_t> wholeNumber(std::string_view text)
{
    text = trimmed(text);
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = code == std::errc() && end == text.data() + text.size() && !text.empty();
    return whole && number <= kLargestSeed ? std::optional(number) : std::nullopt;
}

MethodOptions ofKind(MethodKind kind)
{
    MethodOptions method;
    method.kind = kind;
    return method;
}

} // namespace

Result<std::vector<StudyRun>> planRuns(const RunGrid& grid, const Dataset& dataset)
{
    if (grid.methods.empty() && !grid.alone)
        return invalidInput(
            "methods: nothing is chosen; choose at least one method, or the encoders trained alone");
    if (grid.seeds.empty())
        return invalidInput("seeds: there is none; write for example 0-4");
    if (auto checked = checkAxes(grid); !checked)
        return checked.error();
    return planStudy(toStudy(grid, "planned here"), dataset);
}

Experiment aloneExperiment(const Experiment& experiment, const std::string& modality)
{
    Experiment alone = experiment;
    alone.method = {};
    alone.method.kind = MethodKind::Unimodal;
    alone.modalities = {modality};
    std::erase_if(
        alone.encoders, [&](const auto& entry) { return entry.first != "*" && entry.first != modality; });
    return alone;
}

Result<std::vector<std::uint64_t>> seedsFromText(std::string_view text)
{
    std::vector<std::uint64_t> seeds;
    for (const auto& part : splitText(text, ',')) {
        if (trimmed(part).empty())
            continue;
        const auto dash = part.find('-');
        const auto first = wholeNumber(std::string_view(part).substr(0, dash));
        const auto last
            = dash == std::string::npos ? first : wholeNumber(std::string_view(part).substr(dash + 1));
        if (!first || !last)
            return invalidInput("seeds: \"" + std::string(trimmed(part))
                + "\" is not a whole number or a range; write for example 0-4");
        if (*last < *first)
            return invalidInput("seeds: the range " + std::string(trimmed(part)) + " runs backwards");
        if (*last - *first >= kMostSeeds || seeds.size() + (*last - *first) >= kMostSeeds)
            return invalidInput("seeds: more than 1000 are asked for");
        for (auto seed = *first; seed <= *last; ++seed) {
            if (std::find(seeds.begin(), seeds.end(), seed) != seeds.end())
                return invalidInput("seeds: " + std::to_string(seed) + " is listed twice");
            seeds.push_back(seed);
        }
    }
    if (seeds.empty())
        return invalidInput("seeds: there is none; write for example 0-4");
    return seeds;
}

std::string seedsToText(std::span<const std::uint64_t> seeds)
{
    std::string text;
    for (std::size_t i = 0; i < seeds.size();) {
        std::size_t end = i + 1;
        while (end < seeds.size() && seeds[end] == seeds[end - 1] + 1)
            ++end;
        text += (text.empty() ? "" : ", ") + std::to_string(seeds[i]);
        if (end - i == 2)
            text += ", " + std::to_string(seeds[i + 1]);
        else if (end - i > 2)
            text += "-" + std::to_string(seeds[end - 1]);
        i = end;
    }
    return text;
}

std::vector<GridPreset> gridPresets(int modalities, Task task)
{
    using enum MethodKind;
    std::vector<GridPreset> presets;
    if (task != Task::Classification) {
        GridPreset networks{"Networks of all modalities",
            "Every network that is defined for this task and these modalities.", {}, false};
        for (const auto kind : networksFor(task, modalities)) {
            networks.methods.push_back(ofKind(Network));
            networks.methods.back().network.kind = kind;
        }
        if (!networks.methods.empty())
            presets.push_back(std::move(networks));
        return presets;
    }
    if (modalities < 2)
        return presets;
    presets.push_back({"Laziness: Concat, Late fusion, MLA",
        "Which modality is lazy in joint training, and whether alternation wakes it up: three methods and "
        "every encoder alone.",
        {ofKind(Concat), ofKind(Late), ofKind(Mla)}, true});
    GridPreset all{"MLA and its baselines",
        "MLA and its paper's other methods that are defined for these modalities, and every encoder alone.",
        {}, true};
    for (const auto kind : {Concat, Sum, Film, Gated, Late, Mla, Ogm, OgmGe, Qmf})
        if (modalities >= modalityCount(kind).least && modalities <= modalityCount(kind).most)
            all.methods.push_back(ofKind(kind));
    presets.push_back(std::move(all));
    GridPreset controls{"MLA and its controls",
        "Whether a gain of MLA comes from its projection: HGM as in the paper, off, a frozen and a slow "
        "head, and late fusion.",
        {}, true};
    for (const auto hgm : {Hgm::Paper, Hgm::Off, Hgm::FrozenHead, Hgm::SlowHead}) {
        controls.methods.push_back(ofKind(Mla));
        controls.methods.back().mla.hgm = hgm;
    }
    controls.methods.push_back(ofKind(Late));
    presets.push_back(std::move(controls));
    GridPreset missing{"Made for missing modalities",
        "Which method bears missing modalities best: late fusion, Concat and MLA, Concat with dropped "
        "modalities, and three that fill in what is absent; every encoder alone.",
        {}, true};
    for (const auto kind : {Late, Concat, ModalityDropout, Ae, Cra, Mmin, Mla})
        missing.methods.push_back(ofKind(kind));
    presets.push_back(std::move(missing));
    return presets;
}

} // namespace modalscope
