#include "core/engine/adopt_run.h"

#include "core/base/version.h"
#include "core/engine/checkpoint.h"
#include "core/engine/run_journal.h"
#include "core/engine/run_results.h"
#include "core/io/dataset_hdf5.h"
#include "core/store/adoptable_checkpoint.h"
#include "core/store/workspace.h"
#include "core/train/current_error.h"

#include <unistd.h>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

/// One checkpoint on its way to a run.
class AdoptWork {
public:
    AdoptWork(const AdoptRequest& request, AdoptableCheckpoint checkpoint, const RunContext& context)
        : m_request(request)
        , m_checkpoint(std::move(checkpoint))
        , m_context(context)
    { }

    Result<fs::path> operator()(const std::string& library)
    {
        if (auto loaded = load(); !loaded)
            return loaded.error();
        auto origin = originOf(m_run.experiment, *m_run.dataset);
        const Workspace workspace(m_request.workspace);
        const auto folder = workspace.runFolder(origin.id);
        if (auto isNew = checkNew(folder, origin.id); !isNew)
            return isNew.error();
        if (auto made = workspace.create(); !made)
            return made.error();
        const auto hidden = folder.parent_path() / ("." + origin.id + ".adopt-" + std::to_string(::getpid()));
        std::error_code code;
        fs::remove_all(hidden, code);
        fill(origin, library);
        auto done = make(RunFolder(hidden), origin);
        if (done) {
            fs::rename(hidden, folder, code);
            if (code)
                done = alreadyThere(folder, origin.id); // another program was faster
        }
        if (!done)
            fs::remove_all(hidden, code);
        return done ? Result<fs::path>(folder) : done.error();
    }

private:
    /// Builds the network and fills it.
    Result<void> load()
    {
        auto note = noteOfDataset(m_checkpoint, *m_request.dataset);
        if (!note)
            return note.error();
        m_note = std::move(note).value();
        auto experiment = m_checkpoint.experiment;
        experiment.dataset = m_request.dataset->path;
        experiment.name = fs::path(m_checkpoint.file).stem().string();
        auto run = prepareRun(experiment, m_request.dataset);
        if (!run)
            return run.error();
        m_run = std::move(run).value();
        if (const auto id = runId(m_run.experiment, *m_run.dataset); m_note.empty() && id != m_checkpoint.run)
            return Error{ErrorKind::Format,
                m_checkpoint.file + ": says that it is of run " + m_checkpoint.run
                    + ", but its experiment is that of run " + id
                    + "; the file has been edited, use the original"};
        if (auto same = checkUnchanged(*m_run.dataset); !same)
            return same;
        m_run.method->freeze(m_checkpoint.frozen);
        if (auto read = readCheckpoint(m_checkpoint.file, m_run); !read)
            return read.error();
        return fitMeans(m_run);
    }

    static Error alreadyThere(const fs::path& folder, const std::string& id)
    {
        return invalidInput(folder.string() + ": the workspace has run " + id
            + " already; nothing was changed, use that run or another workspace");
    }

    static Result<void> checkNew(const fs::path& folder, const std::string& id)
    {
        std::error_code code;
        return fs::exists(folder, code) ? Result<void>(alreadyThere(folder, id)) : Result<void>();
    }

    void fill(RunOrigin& origin, const std::string& library) const
    {
        const auto now = statusNow(RunState::Queued, 0, 0);
        origin.command = m_request.command;
        origin.program = programVersion();
        origin.library = library;
        origin.device = m_run.device.str();
        origin.host = now.host;
        origin.created = now.started;
        origin.adoptedFrom = m_checkpoint.file;
        origin.adoptedSha256 = m_checkpoint.sha256;
    }

    Result<void> make(const RunFolder& folder, const RunOrigin& origin)
    {
        if (auto made = folder.create(m_run.experiment, origin); !made)
            return made;
        RunJournal journal(folder, m_context,
            statusNow(RunState::Running, m_checkpoint.epoch, m_run.experiment.train.epochs));
        return journal.close(withoutExceptions([&] { return evaluate(folder, journal); }));
    }

    Result<void> evaluate(const RunFolder& folder, RunJournal& journal)
    {
        journal.log("adopted from " + m_checkpoint.file + ", SHA-256 " + m_checkpoint.sha256 + ", epoch "
            + std::to_string(m_checkpoint.epoch) + "; it came without a history");
        if (!m_note.empty())
            journal.warn(m_note);
        const auto& experiment = m_run.experiment;
        const bool isLast = experiment.evaluate.select == SelectEpoch::Last;
        if (m_checkpoint.epoch == 0 || (isLast && m_checkpoint.epoch < experiment.train.epochs))
            journal.warn("its weights are those after epoch " + std::to_string(m_checkpoint.epoch) + " of "
                + std::to_string(experiment.train.epochs) + ", not the ones that the run ended with");
        if (auto written = folder.writeHistory(History()); !written)
            return written;
        auto evaluation = evaluateFinally(m_run, folder.file("predictions.h5"), m_context);
        if (!evaluation)
            return evaluation.error();
        return writeResults(m_run, folder, m_checkpoint.epoch, {}, evaluation.value(), m_context);
    }

    const AdoptRequest& m_request;
    AdoptableCheckpoint m_checkpoint;
    const RunContext& m_context;
    PreparedRun m_run;
    std::string m_note; // of data that are not the checkpoint's own
};

} // namespace

Result<fs::path> adoptRun(const AdoptRequest& request, const std::string& library, const RunContext& context)
{
    auto checkpoint = readAdoptable(request.file);
    if (!checkpoint)
        return checkpoint.error();
    return AdoptWork(request, std::move(checkpoint).value(), context)(library);
}

} // namespace modalscope
