#include "app/embedding/gap_maker.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "core/figure/gap_figure.h"

#include <algorithm>

namespace modalscope {

std::string gapPairKey(const std::pair<std::string, std::string>& pair)
{
    return pair.first + "\t" + pair.second;
}

std::string leftOutText(const std::vector<std::string>& leftOut)
{
    constexpr std::size_t kMostNamed = 3;
    const auto named = std::min(leftOut.size(), kMostNamed);
    auto text = "Left out: " + joinText(std::span(leftOut).first(named), "; ") + ".";
    if (leftOut.size() > named)
        text += " And " + std::to_string(leftOut.size() - named) + " more.";
    return text;
}

Result<GapMaker::Measured> GapMaker::measuredOf(
    const ComparedGroup& group, const StoredRun& run, const GapViewRequest& request)
{
    const auto key = run.id() + "\t" + std::to_string(run.origin.created) + "\t" + request.split
        + (request.overEpochs ? "\tepochs" : "");
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_known.find(key); found != m_known.end())
            return found->second;
    }
    auto alone = group;
    alone.runs = {&run};
    GapRequest asked;
    asked.split = request.split;
    asked.overEpochs = request.overEpochs;
    RunContext context;
    context.stop = request.stop;
    auto report = measureGaps(std::span(&alone, 1), asked, context);
    if (!report)
        return report.error();
    Measured made{std::move(report.value().measured), std::move(report.value().leftOut)};
    if (made.leftOut.empty()) { // what could not be read may be there the next time
        const std::scoped_lock lock(m_mutex);
        m_known[key] = made;
    }
    return made;
}

Result<GapReport> GapMaker::reportOf(const std::vector<ComparedGroup>& groups, const GapViewRequest& request)
{
    GapReport report;
    report.split = request.split;
    for (const auto& group : groups) {
        const auto place = report.groups.size();
        auto& made = report.groups.emplace_back();
        made.id = group.id;
        made.label = group.label;
        made.expected = int(group.runs.size());
        for (const auto* run : group.runs) {
            if (request.stop.stop_requested())
                return Error{ErrorKind::Cancelled, "stopped"};
            auto measured = measuredOf(group, *run, request);
            if (!measured)
                return measured.error();
            if (const auto accuracy = run->metrics.at(request.split + "/fused/accuracy"))
                made.accuracy[run->id()] = accuracy->value;
            for (auto& gap : measured.value().gaps) {
                gap.group = place;
                report.measured.push_back(std::move(gap));
            }
            std::ranges::move(measured.value().leftOut, std::back_inserter(report.leftOut));
        }
    }
    return report;
}

GapViewResult GapMaker::make(const GapViewRequest& request)
{
    GapViewResult result;
    std::vector<const StoredRun*> runs;
    std::vector<std::string> elsewhere;
    for (const auto& run : *request.runs) {
        const bool isElsewhere
            = run.origin.datasetFingerprint != request.runs->back().origin.datasetFingerprint;
        if (isElsewhere)
            elsewhere.push_back("run " + run.id() + " is on another dataset, " + run.origin.datasetName);
        else
            runs.push_back(&run);
    }
    const auto groups = runGroups(runs);
    auto report = reportOf(groups, request);
    if (!report) {
        result.isStopped = true;
        return result;
    }
    report.value().conditions = conditionsText(groups);
    auto& leftOut = report.value().leftOut;
    leftOut.insert(leftOut.end(), elsewhere.begin(), elsewhere.end());
    result.leftOut = leftOut;
    result.pairs = report.value().pairs();
    GapFigureOptions options;
    options.colors = request.colors;
    options.command = "gap view";
    options.measure = request.measure;
    for (const auto& pair : result.pairs)
        if (options.pair.first.empty() || gapPairKey(pair) == request.pair)
            options.pair = pair;
    result.figure = gapFigure(report.value(), options);
    result.table = gapTable(report.value(), options.command);
    return result;
}

} // namespace modalscope
