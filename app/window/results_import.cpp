#include "app/window/results_import.h"

#include "core/imported/import_run.h"
#include "widgets/base/text.h"

#include <QProcess>

namespace modalscope {
namespace {

constexpr int kLookForStop = 100; // ms

const char* const kImportCommand = "window: import results";

Result<void> importHere(
    const std::filesystem::path& workspace, const ResultsImport& asked, const RunContext& context)
{
    auto file = readResultsFile(asked.file, {}, context);
    if (!file)
        return file.error();
    ImportRequest request;
    request.workspace = workspace;
    request.name = asked.name;
    request.seed = asked.seed;
    request.fusion = asked.fusion;
    request.command = kImportCommand;
    const auto run = importRun(request, std::move(file).value(), context);
    return run ? Result<void>() : Result<void>(run.error());
}

Result<void> importInProcess(const std::filesystem::path& program, const std::filesystem::path& workspace,
    const ResultsImport& asked, const RunContext& context)
{
    QProcess process;
    process.start(toQt(program.string()),
        {QStringLiteral("import"), toQt(asked.file.string()), QStringLiteral("--workspace"),
            toQt(workspace.string()), QStringLiteral("--name=") + toQt(asked.name), QStringLiteral("--seed"),
            QString::number(asked.seed), QStringLiteral("--fusion"), toQt(toText(asked.fusion)),
            QStringLiteral("--json")});
    if (!process.waitForStarted())
        return Error{ErrorKind::Io, program.string() + ": cannot be started to read the file"};
    while (!process.waitForFinished(kLookForStop) && process.state() != QProcess::NotRunning)
        if (context.shouldStop()) {
            process.kill();
            process.waitForFinished();
            return Error{ErrorKind::Cancelled, "stopped"};
        }
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return {};
    const QString kPrefix = QStringLiteral("error: ");
    for (const auto& line : QString::fromUtf8(process.readAllStandardError()).split(QLatin1Char('\n')))
        if (line.startsWith(kPrefix))
            return invalidInput(fromQt(line.mid(kPrefix.size())));
    return Error{
        ErrorKind::Format, asked.file.string() + ": reading it failed; the file is damaged, write it anew"};
}

} // namespace

Result<void> importResults(const std::filesystem::path& workspace, const std::vector<ResultsImport>& asked,
    const RunContext& context)
{
    std::error_code code;
    const auto program
        = std::filesystem::read_symlink("/proc/self/exe", code).parent_path() / "modalscope-cli";
    const bool hasProgram = std::filesystem::exists(program, code);
    for (const auto& one : asked)
        if (auto done = hasProgram ? importInProcess(program, workspace, one, context)
                                   : importHere(workspace, one, context);
            !done)
            return done;
    return {};
}

} // namespace modalscope
