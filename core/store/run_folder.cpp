#include "core/store/run_folder.h"

#include "core/base/atomic_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

Error failure(const fs::path& path, const char* doing)
{
    return {ErrorKind::Io, path.string() + ": cannot " + doing + ": " + std::strerror(errno)};
}

Result<void> appendText(const fs::path& path, const std::string& text, bool sync)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return failure(path, "open the file");
    const auto written = ::write(fd, text.data(), text.size());
    const bool good = written == ssize_t(text.size()) && (!sync || ::fdatasync(fd) == 0);
    auto result = good ? Result<void>() : Result<void>(failure(path, "write"));
    ::close(fd);
    return result;
}

/// A file of a run that cannot be read, with what repairs it.
Error damaged(const fs::path& path, const std::string& message)
{
    return {ErrorKind::Format,
        message + "; the run is left out until the file is brought back from a copy, or the folder "
            + path.parent_path().string() + " is deleted and the run is started again"};
}

template <class T>
Result<T> readOptions(const fs::path& path)
{
    const auto text = readFile(path);
    if (!text)
        return text.error();
    const auto json = parseJson(text.value(), path.string());
    if (!json)
        return damaged(path, json.error().message);
    auto options = fromJson<T>(json.value());
    if (!options)
        return damaged(path, path.string() + ": " + options.error().message);
    return options;
}

template <class T>
Result<void> writeOptions(const fs::path& path, const T& options, Durability durability = Durability::Machine)
{
    return writeFileAtomically(path, toJson(options).dump(2) + "\n", durability);
}

Result<void> writeStart(const fs::path& folder, const Experiment& experiment, const RunOrigin& origin)
{
    if (auto written = writeOptions(folder / "experiment.json", experiment); !written)
        return written;
    if (auto written = writeOptions(folder / "environment.json", origin); !written)
        return written;
    return writeOptions(folder / "status.json", statusNow(RunState::Queued, 0, experiment.train.epochs));
}

} // namespace

RunOrigin originOf(const Experiment& experiment, const Dataset& dataset)
{
    RunOrigin origin;
    origin.id = runId(experiment, dataset);
    origin.group = groupId(experiment, dataset);
    origin.datasetName = dataset.name;
    origin.datasetPath = dataset.path;
    origin.datasetFingerprint = dataset.fingerprint;
    for (const auto& modality : dataset.modalities)
        origin.modalityKinds[modality.name] = modality.kind;
    return origin;
}

Result<void> checkHasNetwork(const RunOrigin& origin)
{
    if (origin.library != kImportedLibrary)
        return {};
    return invalidInput("run " + origin.id + " was imported from " + origin.importedFrom
        + " and has no network; choose a run that was trained here");
}

Result<Experiment> RunFolder::experiment() const
{
    return readOptions<Experiment>(file("experiment.json"));
}

Result<RunOrigin> RunFolder::origin() const
{
    return readOptions<RunOrigin>(file("environment.json"));
}

Result<RunStatus> RunFolder::status() const
{
    return readOptions<RunStatus>(file("status.json"));
}

Result<History> RunFolder::history() const
{
    const auto text = readFile(file("history.csv"));
    if (!text)
        return text.error().kind == ErrorKind::NotFound ? Result<History>(History())
                                                        : Result<History>(text.error());
    auto history = historyFromCsv(text.value());
    if (!history)
        return damaged(file("history.csv"), file("history.csv").string() + ": " + history.error().message);
    return history;
}

Result<nlohmann::json> RunFolder::metrics() const
{
    const auto path = file("metrics.json");
    const auto text = readFile(path);
    if (!text)
        return text.error();
    auto json = parseJson(text.value(), path.string());
    return json ? json : Result<nlohmann::json>(damaged(path, json.error().message));
}

Result<void> RunFolder::create(const Experiment& experiment, const RunOrigin& origin) const
{
    if (const auto existing = this->origin(); existing && this->status()) {
        if (existing.value().id != origin.id)
            return Error{ErrorKind::InvalidInput,
                m_path.string() + ": belongs to run " + existing.value().id + ", not to " + origin.id
                    + "; choose another folder"};
        const auto status = this->status();
        if (!status || status.value().state == RunState::Running || status.value().state == RunState::Finished
            || status.value().epoch > 0)
            return {};
        auto begun = origin; // queued by a program that did not know the library and the device yet, or it
                             // failed before its first epoch, perhaps by a file that is another one now
        begun.created = existing.value().created;
        begun.place = existing.value().place;
        return writeOptions(file("environment.json"), begun);
    }
    // Made beside and renamed: a folder of this name is always a whole run.
    const auto beside
        = m_path.parent_path() / ("." + m_path.filename().string() + ".part-" + std::to_string(::getpid()));
    std::error_code code;
    fs::remove_all(beside, code);
    fs::create_directories(beside, code);
    if (code)
        return Error{ErrorKind::Io, m_path.string() + ": cannot create the run folder: " + code.message()};
    auto written = writeStart(beside, experiment, origin);
    if (written) {
        fs::rename(beside, m_path, code);
        const bool isInTheWay = code == std::errc::directory_not_empty || code == std::errc::file_exists;
        if (isInTheWay && this->origin() && this->status()) { // another program was faster
            fs::remove_all(beside, code);
            return create(experiment, origin);
        }
        if (isInTheWay)
            written = writeStart(m_path, experiment, origin); // something lies there that is no run
        else if (code)
            written
                = Error{ErrorKind::Io, m_path.string() + ": cannot create the run folder: " + code.message()};
    }
    fs::remove_all(beside, code);
    return written;
}

Result<void> RunFolder::writeStatus(const RunStatus& status, Durability durability) const
{
    return writeOptions(file("status.json"), status, durability);
}

Result<void> RunFolder::writeMetrics(const nlohmann::json& metrics) const
{
    return writeFileAtomically(file("metrics.json"), metrics.dump(2) + "\n");
}

Result<void> RunFolder::appendHistory(const HistoryRow& row, Durability durability) const
{
    const auto path = file("history.csv");
    std::error_code code;
    const bool isNew = !fs::exists(path, code) || fs::file_size(path, code) == 0;
    return appendText(path, (isNew ? historyHeaderCsv(row) : std::string()) + historyLineCsv(row),
        durability == Durability::Machine);
}

Result<void> RunFolder::writeHistory(const History& history) const
{
    return writeFileAtomically(file("history.csv"), historyToCsv(history));
}

Result<void> RunFolder::appendLog(const std::string& line) const
{
    return appendText(file("log.txt"), line + "\n", /*sync=*/false);
}

} // namespace modalscope
