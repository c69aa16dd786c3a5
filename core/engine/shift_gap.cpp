#include "core/engine/shift_gap.h"

#include "core/base/text.h"
#include "core/engine/open_run.h"
#include "core/eval/classification.h"
#include "core/projection/modality_gap.h"
#include "core/run/event_throttle.h"
#include "core/store/run_folder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr std::int64_t kLeastPaired = 4; // as measureModalityGap
constexpr std::size_t kMostShifts = 1000;

/// The batches below each other, [row, value].
ArrayD inRows(const std::vector<torch::Tensor>& batches)
{
    const auto all = torch::cat(batches).detach().to(torch::kCPU, torch::kFloat64).contiguous();
    ArrayD rows({all.size(0), all.size(1)});
    std::copy_n(all.data_ptr<double>(), all.numel(), rows.values.begin());
    return rows;
}

/// Where rows lack the modality. Undefined = nowhere.
torch::Tensor presenceIn(const Batch& batch, std::size_t modality)
{
    return modality < batch.presence.size() ? batch.presence[modality] : torch::Tensor();
}

HeadScore scoreOf(const ArrayD& scores, bool areProbabilities, const std::vector<int>& labels,
    const std::vector<std::uint8_t>& mask)
{
    const auto said = scoreSamples(scores, areProbabilities, labels, mask);
    HeadScore score;
    score.samples = said.size();
    if (score.samples == 0)
        return score;
    double right = 0;
    for (std::size_t i = 0; i < said.labels.size(); ++i)
        right += said.isRight(i) ? 1 : 0;
    score.accuracy = right / double(score.samples);
    score.loss = std::accumulate(said.loss.begin(), said.loss.end(), 0.0) / double(score.samples);
    return score;
}

/// Reads the features of a split once; then moves those of two modalities, and asks the heads.
class GapShifter {
public:
    GapShifter(PreparedRun run, const GapShiftRequest& request, const RunContext& context)
        : m_run(std::move(run))
        , m_request(request)
        , m_context(context)
    { }

    Result<GapShift> operator()()
    {
        if (auto named = choosePair(); !named)
            return named.error();
        if (auto read = readFeatures(); !read)
            return read.error();
        if (auto paired = measure(); !paired)
            return paired.error();
        auto shifts = m_request.shifts;
        std::ranges::sort(shifts);
        shifts.erase(std::unique(shifts.begin(), shifts.end()), shifts.end());
        for (std::size_t i = 0; i < shifts.size(); ++i) {
            m_context.report(Progress{
                std::int64_t(i), std::int64_t(shifts.size()), "moving features of " + m_request.split});
            auto score = scoreAt(shifts[i]);
            if (!score)
                return score.error();
            m_out.shifts.push_back(std::move(score).value());
        }
        return std::move(m_out);
    }

private:
    Result<void> choosePair()
    {
        const auto& names = m_run.names;
        if (names.size() < 2)
            return invalidInput("the run has one modality, " + names.front() + "; a gap needs two");
        m_out.modalities = names;
        m_out.x = m_request.x.empty() && m_request.y.empty() ? names[0] : m_request.x;
        m_out.y = m_request.x.empty() && m_request.y.empty() ? names[1] : m_request.y;
        for (const auto& [name, place] : {std::pair(&m_out.x, &m_x), std::pair(&m_out.y, &m_y)}) {
            const auto found = std::ranges::find(names, *name);
            if (found == names.end())
                return invalidInput(
                    "pair: " + *name + " is not a modality of this run; use two of " + joinText(names, ", "));
            *place = std::size_t(found - names.begin());
        }
        if (m_x == m_y)
            return invalidInput("pair: " + m_out.x + " is named twice; name two modalities");
        return {};
    }

    Result<void> readFeatures()
    {
        auto loader = evaluationLoader(m_run, {m_request.split, hiddenCells(m_run, m_request.split)});
        if (!loader)
            return loader.error();
        EventThrottle throttle;
        loader.value()->beginEpoch(0);
        for (std::int64_t done = 0;;) {
            if (m_context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            if (throttle.isDue())
                m_context.report(
                    Progress{done, loader.value()->sampleCount(), "reading features of " + m_request.split});
            auto next = loader.value()->next();
            if (!next)
                return next.error();
            if (!next.value())
                return {};
            auto& batch = *next.value();
            auto outputs = m_run.method->predict(batch);
            if (auto usable = checkFeatures(outputs); !usable)
                return usable;
            batch.inputs.clear(); // heads need labels and presence alone
            done += batch.labels.size(0);
            m_features.push_back(std::move(outputs.features));
            m_batches.push_back(std::move(batch));
        }
    }

    Result<void> checkFeatures(const Outputs& outputs) const
    {
        for (const auto m : {m_x, m_y})
            if (m >= outputs.features.size() || !outputs.features[m].defined()
                || outputs.features[m].dim() != 2)
                return invalidInput("method.kind " + toText(m_run.experiment.method.kind)
                    + ": its heads read no features of single modalities that could be moved; choose a run "
                      "of "
                      "a method with an encoder for each modality, such as concat, late or mla");
        const auto sizeX = outputs.features[m_x].size(1), sizeY = outputs.features[m_y].size(1);
        if (sizeX != sizeY)
            return invalidInput(m_out.x + " has " + std::to_string(sizeX) + " features and " + m_out.y
                + " has " + std::to_string(sizeY) + "; a gap needs a common space, so the same number");
        return {};
    }

    /// Rows that lack the modality have no direction: zeros, which the gap leaves out and no shift moves.
    ArrayD rowsOf(std::size_t modality) const
    {
        std::vector<torch::Tensor> parts;
        for (std::size_t b = 0; b < m_batches.size(); ++b) {
            const auto there = presenceIn(m_batches[b], modality);
            const auto& values = m_features[b][modality];
            parts.push_back(there.defined() ? values * there.unsqueeze(1) : values);
        }
        return inRows(parts);
    }

    Result<void> measure()
    {
        m_rowsX = rowsOf(m_x);
        m_rowsY = rowsOf(m_y);
        m_gap = gapVector(m_rowsX, m_rowsY);
        if (m_gap.samples < kLeastPaired)
            return invalidInput("the gap between " + m_out.x + " and " + m_out.y + " needs at least "
                + std::to_string(kLeastPaired) + " samples with nonzero features of both; " + m_request.split
                + " has " + std::to_string(m_gap.samples));
        m_out.samples = m_gap.samples;
        m_out.distance = m_gap.distance;
        const auto masks = m_run.names.size();
        m_masks.resize(masks);
        for (const auto& batch : m_batches) {
            const auto labels = batch.labels.to(torch::kCPU).contiguous();
            const std::span values(labels.data_ptr<std::int64_t>(), std::size_t(labels.numel()));
            for (const auto label : values)
                m_labels.push_back(int(label));
            for (std::size_t m = 0; m < masks; ++m)
                addMask(presenceIn(batch, m), labels.numel(), m_masks[m]);
        }
        return {};
    }

    static void addMask(const torch::Tensor& there, std::int64_t rows, std::vector<std::uint8_t>& mask)
    {
        if (!there.defined())
            return mask.resize(mask.size() + std::size_t(rows), 1);
        const auto flags = there.to(torch::kCPU).contiguous();
        mask.insert(mask.end(), flags.data_ptr<bool>(), flags.data_ptr<bool>() + rows);
    }

    Result<ShiftScore> scoreAt(double asked)
    {
        ShiftScore score;
        score.shift = m_request.areLengths ? asked : asked * m_gap.distance;
        score.ofGap
            = m_gap.distance > 0 ? score.shift / m_gap.distance : std::numeric_limits<double>::quiet_NaN();
        const auto moved = shiftAlongGap(m_rowsX, m_rowsY, m_gap.difference, score.shift, ShiftedLength::Own);
        const auto after = gapVector(moved.x, moved.y);
        score.distance = after.distance;
        for (std::size_t d = 0; d < m_gap.difference.size() && m_gap.distance > 0; ++d)
            score.along += after.difference[d] * m_gap.difference[d] / m_gap.distance;
        std::vector<torch::Tensor> fused;
        std::vector<std::vector<torch::Tensor>> logits(m_run.names.size());
        bool areProbabilities = false;
        const torch::NoGradGuard noGradients;
        for (std::size_t b = 0, row = 0; b < m_batches.size(); ++b) {
            if (m_context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            auto features = m_features[b];
            if (score.shift != 0) {
                features[m_x] = put(moved.x, std::int64_t(row), features[m_x], presenceIn(m_batches[b], m_x));
                features[m_y] = put(moved.y, std::int64_t(row), features[m_y], presenceIn(m_batches[b], m_y));
            }
            row += std::size_t(m_batches[b].labels.size(0));
            const auto outputs = m_run.method->forwardFrom(std::move(features), m_batches[b]);
            if (!outputs.fused.defined())
                return invalidInput("method.kind " + toText(m_run.experiment.method.kind)
                    + ": its heads read no features of single modalities; choose a run of another method");
            fused.push_back(outputs.fused);
            areProbabilities = outputs.fusedAreProbabilities;
            for (std::size_t m = 0; m < logits.size() && m < outputs.logits.size(); ++m)
                if (outputs.logits[m].defined())
                    logits[m].push_back(outputs.logits[m]);
        }
        score.fused = scoreOf(inRows(fused), areProbabilities, m_labels, {});
        for (std::size_t m = 0; m < logits.size(); ++m)
            score.modalities.push_back(
                logits[m].empty() ? HeadScore() : scoreOf(inRows(logits[m]), false, m_labels, m_masks[m]));
        return score;
    }

    /// The moved rows of one batch in the precision of the network; rows without the modality stay.
    static torch::Tensor put(
        const ArrayD& moved, std::int64_t first, const torch::Tensor& before, const torch::Tensor& there)
    {
        auto rows = torch::empty(before.sizes(), torch::kFloat64);
        std::copy_n(moved.row(first).begin(), before.numel(), rows.data_ptr<double>());
        const auto values = rows.to(before.options());
        return there.defined() ? torch::where(there.unsqueeze(1), values, before) : values;
    }

    PreparedRun m_run;
    const GapShiftRequest& m_request;
    const RunContext& m_context;
    std::size_t m_x = 0, m_y = 0; // places of the pair among the run's modalities
    std::vector<Batch> m_batches; // without inputs
    std::vector<std::vector<torch::Tensor>> m_features; // [batch][modality]
    ArrayD m_rowsX, m_rowsY; // [row of the split, feature]
    GapVector m_gap;
    std::vector<int> m_labels; // [row of the split]
    std::vector<std::vector<std::uint8_t>> m_masks; // [modality][row of the split]
    GapShift m_out;
};

} // namespace

Result<GapShift> shiftGap(const GapShiftRequest& request, const RunContext& context)
{
    if (request.shifts.empty() || request.shifts.size() > kMostShifts)
        return invalidInput("shifts: name 1 to " + std::to_string(kMostShifts) + " of them, such as -1,0,1");
    for (const double shift : request.shifts)
        if (!std::isfinite(shift))
            return invalidInput(
                "shifts: " + numberText(shift) + " is no number that features can be moved by");
    auto run = openRun(request.folder, request.dataset);
    if (!run)
        return run.error();
    if (request.dataset->split(request.split) == nullptr)
        return invalidInput(
            "split: the dataset has no split " + request.split + "; name one that it has, such as test");
    const auto origin = RunFolder(request.folder).origin();
    auto made = GapShifter(std::move(run).value(), request, context)();
    if (made) {
        made.value().run = origin ? origin.value().id : std::string();
        made.value().dataset = request.dataset->name;
        made.value().split = request.split;
    }
    return made;
}

} // namespace modalscope
