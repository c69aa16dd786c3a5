#include "core/train/trainer.h"

#include "core/base/text.h"
#include "core/eval/task_metric.h"
#include "core/optim/learning_rate.h"
#include "core/run/event_throttle.h"
#include "core/train/split_scores.h"
#include "core/train/work_clock.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kExploded = 1e6; // a cross-entropy that no useful network has

/// One training, epoch by epoch.
class Trainer {
public:
    Trainer(const TrainerParts& parts, TrainingProgress& progress, const RunContext& context)
        : m_parts(parts)
        , m_progress(progress)
        , m_context(context)
        , m_clock(context)
    { }

    Result<void> run(const EpochDone& epochDone)
    {
        while (m_progress.epoch < m_parts.options.epochs) {
            m_clock.restart();
            auto row = epoch(m_progress.epoch);
            if (!row)
                return row.error();
            const bool isBest = takeRow(row.value());
            if (auto done = epochDone(m_progress, isBest); !done)
                return done;
            m_context.report(EpochFinished{row.value()});
        }
        return {};
    }

private:
    Result<HistoryRow> epoch(int index)
    {
        const double rate = learningRate(m_parts.options, index);
        m_record.clear();
        m_parts.method.beginEpoch(index, rate);
        if (auto trained = trainBatches(index); !trained)
            return trained.error();
        HistoryRow row;
        row.set("epoch", index + 1);
        row.set("seconds", 0); // filled in at the end of the epoch
        row.set("learning_rate", rate);
        for (const auto& name : m_record.names())
            if (name.starts_with("train/"))
                row.set(name, m_record.mean(name));
        if (auto exploded = checkLosses(row); !exploded)
            return exploded.error();
        if (auto scored = addScores(row, "valid", m_parts.valid); !scored)
            return scored.error();
        for (const auto& [name, value] : row.values)
            if (name == "valid/fused/loss"
                && std::isnan(value)) // the last step of the epoch broke the weights
                return diverged(index, "fused on valid", value);
        if (m_parts.test != nullptr)
            if (auto scored = addScores(row, "test", *m_parts.test); !scored)
                return scored.error();
        for (const auto& name : m_record.names())
            if (!name.starts_with("train/"))
                row.set(name, m_record.mean(name));
        row.values[1].second = m_clock.seconds();
        return row;
    }

    Result<void> trainBatches(int index)
    {
        m_parts.train.beginEpoch(index);
        for (;;) {
            if (m_clock.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            auto batch = m_parts.train.next();
            if (!batch)
                return batch.error();
            if (!batch.value())
                return {};
            try {
                m_parts.method.trainBatch(*batch.value(), m_record);
            } catch (const NonFiniteLoss& loss) {
                return diverged(index, loss.modality, loss.loss);
            }
            reportProgress(index, batch.value()->index + 1);
        }
    }

    Result<void> addScores(HistoryRow& row, const std::string& part, BatchLoader& loader)
    {
        auto scores = scoreSplit(m_parts.method, loader, [this] { return m_clock.shouldStop(); });
        if (!scores)
            return scores.error();
        const auto add = [&](const std::string& who, const Score& score) {
            for (const auto& [name, value] : score)
                row.set(part + "/" + who + "/" + name, value);
        };
        add("fused", scores.value().fused);
        for (std::size_t m = 0; m < scores.value().modalities.size(); ++m)
            add(m_parts.modalities[m], scores.value().modalities[m]);
        return {};
    }

    Result<void> checkLosses(const HistoryRow& row) const
    {
        if (m_parts.train.dataset().task == Task::Regression)
            return {}; // targets may be as large as they like
        for (const auto& [name, value] : row.values)
            if (name.starts_with("train/") && name.ends_with("loss") && value > kExploded)
                return diverged(row.epoch() - 1, whoOf(name), value);
        return {};
    }

    /// "train/pix240/loss" → "pix240"; "train/loss" → "fused"
    static std::string whoOf(const std::string& name)
    {
        const auto parts = splitText(name, '/');
        return parts.size() == 3 ? parts[1] : "fused";
    }

    Error diverged(int index, const std::string& who, double loss) const
    {
        const auto& options = m_parts.options;
        const auto value
            = std::isfinite(loss) ? "has grown to " + fixedText(loss, 0) : "is " + numberText(loss);
        return {ErrorKind::Numeric,
            "epoch " + std::to_string(index + 1) + ": the loss of " + who + " " + value
                + "; is the learning rate of " + numberText(learningRate(options, index))
                + " too large? Lower train.learning_rate or set train.clip_norm"};
    }

    /// Counts the epoch; true when its weights are the ones to keep.
    bool takeRow(HistoryRow& row)
    {
        m_progress.epoch = row.epoch();
        m_progress.seconds += row.at("seconds");
        m_progress.history.append(row);
        const std::string part = m_parts.select == SelectEpoch::BestOnTest ? "test" : "valid";
        const auto metric = mainMetric(m_parts.train.dataset().task);
        const double value = row.at(part + "/fused/" + metric.name);
        const BestEpoch now{
            row.epoch(), metric.higherIsBetter ? value : -value, row.at(part + "/fused/loss")};
        auto& best = m_progress.best;
        const bool isFirst = best.epoch < m_parts.firstSelectable; // pre-training is not chosen from
        const bool isBest = m_parts.select == SelectEpoch::Last || best.epoch == 0 || isFirst
            || now.score > best.score || (now.score == best.score && now.loss < best.loss);
        if (isBest)
            best = now;
        return isBest;
    }

    void reportProgress(int index, int batch)
    {
        if (!m_throttle.isDue())
            return;
        const std::int64_t batches = m_parts.train.batchCount();
        Progress progress;
        progress.done = index * batches + batch;
        progress.total = m_parts.options.epochs * batches;
        progress.stage = "training, epoch " + std::to_string(index + 1) + " of "
            + std::to_string(m_parts.options.epochs);
        const double epochs = m_progress.epoch + double(batch) / double(batches);
        progress.secondsLeft
            = (m_progress.seconds + m_clock.seconds()) / epochs * (m_parts.options.epochs - epochs);
        m_context.report(progress);
    }

    const TrainerParts& m_parts;
    TrainingProgress& m_progress;
    const RunContext& m_context;
    WorkClock m_clock;
    EventThrottle m_throttle;
    StepRecord m_record;
};

} // namespace

Result<void> trainEpochs(const TrainerParts& parts, TrainingProgress& progress, const RunContext& context,
    const EpochDone& epochDone)
{
    return Trainer(parts, progress, context).run(epochDone);
}

} // namespace modalscope
