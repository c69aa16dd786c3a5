#include "core/engine/run_experiment.h"

#include "core/base/text.h"
#include "core/base/version.h"
#include "core/engine/checkpoint.h"
#include "core/engine/epoch_line.h"
#include "core/engine/feature_keeper.h"
#include "core/engine/initial_weights.h"
#include "core/engine/run_journal.h"
#include "core/engine/run_results.h"
#include "core/engine/weights_keeper.h"
#include "core/io/dataset_hdf5.h"
#include "core/store/run_manifest.h"
#include "core/train/current_error.h"
#include "core/train/saved_state.h"
#include "core/train/trainer.h"

#include <cmath>

namespace modalscope {
namespace {

constexpr const char* kBest = "best.safetensors";
constexpr double kFrozenGain = 1e-2; // `mla.md` 1.8

RunOrigin startedOrigin(const RunRequest& request, const PreparedRun& run, const std::string& library)
{
    const auto now = statusNow(RunState::Queued, 0, 0);
    auto origin = originOf(request.experiment, *request.dataset);
    origin.command = request.command;
    origin.program = programVersion();
    origin.library = library;
    origin.device = run.device.str();
    origin.host = now.host;
    origin.created = now.started;
    return origin;
}

/// One run at work in its folder.
class RunWork {
public:
    /// `weights`: what the network starts from where it is not random.
    RunWork(PreparedRun& run, const InitialWeights& weights, RunFolder folder, RunJournal& journal,
        const RunContext& context)
        : m_run(run)
        , m_weights(weights)
        , m_folder(std::move(folder))
        , m_journal(journal)
        , m_context(context)
        , m_states(m_folder.path(), runId(run.experiment, *run.dataset))
        , m_features(run, m_folder.path())
        , m_keptWeights(run, m_folder.path())
    { }

    Result<void> operator()()
    {
        for (const auto& step : {&RunWork::begin, &RunWork::train, &RunWork::evaluate}) {
            if (m_context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            if (auto done = (this->*step)(); !done)
                return done;
        }
        return {};
    }

private:
    /// Takes up the last complete epoch, or starts.
    Result<void> begin()
    {
        if (auto removed = removeManifest(m_folder.path()); !removed)
            return removed;
        auto state = m_states.read();
        if (state && !hasBest(state->progress)) {
            m_journal.log("the weights of the best epoch are missing: starting again from the first epoch");
            state.reset();
        }
        if (const int lost = state ? m_features.firstLost(state->progress.epoch) : 0; lost > 0) {
            m_journal.log("the features of epoch " + std::to_string(lost)
                + " are missing: starting again from the first epoch");
            state.reset();
        }
        if (const auto lost = state ? m_keptWeights.firstLost(state->progress.epoch) : std::nullopt; lost) {
            m_journal.log("the weights of epoch " + std::to_string(*lost)
                + " are missing: starting again from the first epoch");
            state.reset();
        }
        if (auto written = m_weights.writeTable(m_folder); !written)
            return written;
        m_run.method->freeze(m_weights.frozen());
        if (!state) {
            m_journal.log("starting " + methodLabel(m_run.experiment.method) + " on " + m_run.dataset->name
                + ", seed " + std::to_string(m_run.experiment.seed));
            if (auto started = m_weights.start(m_run, m_folder, m_journal); !started)
                return started;
            if (auto fitted = fitStandardizers(m_run); !fitted)
                return fitted;
            if (auto fitted = fitMeans(m_run); !fitted)
                return fitted;
            if (auto kept = m_keptWeights.epochDone(0); !kept)
                return kept;
            return m_folder.writeHistory(History());
        }
        m_run.standardizers = std::move(state->standardizers);
        if (auto fitted = fitMeans(m_run); !fitted)
            return fitted;
        if (auto copied = copyWeights(m_run.method->weights(), state->weights); !copied)
            return Error{ErrorKind::Format,
                m_folder.file("state.safetensors").string() + ": " + copied.error().message
                    + "; delete the run and start it again"};
        m_run.method->restoreState(state->method);
        m_progress = std::move(state->progress);
        m_journal.log("resuming after epoch " + std::to_string(m_progress.epoch));
        m_journal.setEpoch(m_progress.epoch, m_progress.seconds);
        return m_folder.writeHistory(m_progress.history);
    }

    /// Files beside those of every run.
    std::vector<std::string> moreFiles() const
    {
        auto names = m_features.files();
        for (auto& name : m_keptWeights.files())
            names.push_back(std::move(name));
        if (!m_weights.isEmpty())
            names.emplace_back(kWeightsMappingFile);
        return names;
    }

    /// Weights of a later epoch than the state's are fine: that epoch comes again, the same as it was.
    bool hasBest(const TrainingProgress& progress) const
    {
        if (!keepsBest())
            return true;
        const int epoch = checkpointEpoch(m_folder.file(kBest), m_run);
        return epoch == progress.best.epoch || epoch > progress.epoch;
    }

    bool keepsBest() const { return m_run.experiment.evaluate.select != SelectEpoch::Last; }

    Result<void> train()
    {
        auto train = trainLoader(m_run);
        auto valid = evaluationLoader(m_run, {"valid", hiddenCells(m_run, "valid")});
        if (!train)
            return train.error();
        if (!valid)
            return valid.error();
        std::unique_ptr<BatchLoader> test;
        if (m_run.experiment.evaluate.select == SelectEpoch::BestOnTest) {
            auto loader = evaluationLoader(m_run, {"test", hiddenCells(m_run, "test")});
            if (!loader)
                return loader.error();
            test = std::move(loader).value();
        }
        const TrainerParts parts{*m_run.method, *train.value(), *valid.value(), test.get(), m_run.names,
            m_run.experiment.train, m_run.experiment.evaluate.select,
            firstWholeEpoch(m_run.experiment.method)};
        return trainEpochs(parts, m_progress, m_context,
            [this](const TrainingProgress&, bool isBest) { return epochDone(isBest); });
    }

    Result<void> epochDone(bool isBest)
    {
        if (auto same = checkUnchanged(*m_run.dataset); !same)
            return Error{ErrorKind::Io, same.error().message};
        if (auto kept = m_features.epochDone(m_progress.epoch, m_context); !kept)
            return kept;
        if (auto kept = m_keptWeights.epochDone(m_progress.epoch); !kept)
            return kept;
        if (isBest && keepsBest())
            if (auto written
                = writeCheckpoint(m_folder.file(kBest), m_run, m_progress.epoch, Durability::Process);
                !written)
                return written;
        const SavedState state{
            m_progress, m_run.method->weights(), m_run.method->state(), m_run.standardizers};
        if (auto written = m_states.write(state, m_folder.file(kBest)); !written)
            return written;
        if (auto written = writeRow(); !written)
            return written;
        const auto row = m_progress.history.row(m_progress.epoch);
        m_journal.setEpoch(m_progress.epoch, m_progress.seconds);
        m_journal.log(epochLine(row, m_run.experiment.train.epochs, m_run.dataset->task));
        warnOfFrozenHead(row);
        return {};
    }

    /// A value that comes up for the first time gives history.csv a new column.
    Result<void> writeRow()
    {
        const auto columns = m_progress.history.names().size();
        const bool sameColumns = m_columns == columns;
        m_columns = columns;
        if (!sameColumns && m_progress.epoch > 1)
            return m_folder.writeHistory(m_progress.history);
        return m_folder.appendHistory(m_progress.history.row(m_progress.epoch), Durability::Process);
    }

    void warnOfFrozenHead(const HistoryRow& row)
    {
        const double gain = row.at("hgm/gain");
        if (m_hasWarned || !(gain < kFrozenGain))
            return;
        m_hasWarned = true;
        m_journal.warn("the head is frozen: HGM lets less than " + percentText(kFrozenGain)
            + " of its gradient through (|gP|/|g|) since epoch " + std::to_string(row.epoch())
            + "; set method.reset_period, or compare with hgm off and the frozen-head control");
    }

    Result<void> evaluate()
    {
        if (keepsBest()) {
            auto read = readCheckpoint(m_folder.file(kBest), m_run);
            if (!read)
                return read.error();
        }
        auto evaluation = evaluateFinally(m_run, m_folder.file("predictions.h5"), m_context);
        if (!evaluation)
            return evaluation.error();
        return writeResults(
            m_run, m_folder, m_progress.best.epoch, moreFiles(), evaluation.value(), m_context);
    }

    PreparedRun& m_run;
    const InitialWeights& m_weights;
    RunFolder m_folder;
    RunJournal& m_journal;
    const RunContext& m_context;
    StateFiles m_states;
    FeatureKeeper m_features;
    WeightsKeeper m_keptWeights;
    TrainingProgress m_progress;
    std::size_t m_columns = 0;
    bool m_hasWarned = false;
};

bool hasFinished(const RunFolder& folder)
{
    const auto status = folder.status();
    return status && status.value().state == RunState::Finished && folder.metrics();
}

/// Not needed any more once the status says finished.
void removeStates(const RunFolder& folder, const std::string& id)
{
    StateFiles(folder.path(), id).remove();
    std::error_code ignored;
    std::filesystem::remove(folder.file(kBest), ignored);
}

} // namespace

Result<void> runExperiment(const RunRequest& request, const std::string& library, const RunContext& context)
{
    auto prepared = prepareRun(request.experiment, request.dataset);
    if (!prepared)
        return prepared.error();
    auto& run = prepared.value();
    if (auto same = checkUnchanged(*request.dataset); !same)
        return same;
    const RunFolder folder(request.folder);
    auto origin = startedOrigin(request, run, library);
    const bool isFinished = hasFinished(folder);
    const auto weights = InitialWeights::open(run);
    if (!weights && !isFinished)
        return weights.error();
    const auto start = weights ? weights.value() : InitialWeights();
    start.addTo(origin);
    if (auto made = folder.create(request.experiment, origin); !made)
        return made;
    if (const auto begun = folder.origin())
        if (auto same = start.checkSame(begun.value()); !same)
            return same;
    const auto lock = RunLock::take(request.folder);
    if (!lock)
        return lock.error();
    const auto before = folder.status();
    if (!before)
        return before.error();
    if (hasFinished(folder)) {
        removeStates(folder, origin.id);
        if (auto same = checkMarked(folder.file("checkpoint.safetensors")); !same)
            context.report(Warning{same.error().message});
        context.report(LogLine{"finished before; nothing to do"});
        return {};
    }
    auto status = statusNow(RunState::Running, before.value().epoch, request.experiment.train.epochs);
    status.seconds = before.value().seconds;
    status.warnings = before.value().warnings;
    if (before.value().epoch > 0)
        status.started = before.value().started;
    StateFiles(request.folder, origin.id).removeLeftovers();
    RunJournal journal(folder, context, status);
    auto outcome
        = journal.close(withoutExceptions([&] { return RunWork(run, start, folder, journal, context)(); }));
    if (outcome)
        removeStates(folder, origin.id);
    return outcome;
}

} // namespace modalscope
