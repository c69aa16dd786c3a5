#include "app/commands/adapt_command.h"
#include "app/commands/adopt_command.h"
#include "app/commands/analyze_command.h"
#include "app/commands/evaluate_command.h"
#include "app/commands/export_command.h"
#include "app/commands/import_command.h"
#include "app/commands/info_command.h"
#include "app/commands/inspect_command.h"
#include "app/commands/make_sample_command.h"
#include "app/commands/selfcheck_command.h"
#include "app/commands/study_command.h"
#include "app/commands/train_command.h"
#include "core/base/version.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <optional>
#include <system_error>

#include <CLI/CLI.hpp>

using namespace modalscope;

namespace {

std::string commandLineText(int count, char** arguments)
{
    std::string text;
    for (int i = 0; i < count; ++i) {
        const std::string argument = i == 0 ? "modalscope-cli" : arguments[i];
        const bool isPlain
            = argument.find_first_of(" \t\"'\\$*?[]{}()<>|&;") == std::string::npos && !argument.empty();
        text += (i == 0 ? "" : " ") + (isPlain ? argument : "'" + argument + "'");
    }
    return text;
}

/// CLI11 writes its messages over several lines and without saying what to do.
int reportUsage(const CLI::App& app, const CLI::ParseError& error)
{
    if (error.get_exit_code() == 0)
        return app.exit(error); // help or version, on stdout
    std::string command = "modalscope-cli";
    for (const auto* sub : app.get_subcommands())
        command += " " + sub->get_name();
    return failBefore(
        {ErrorKind::InvalidInput, "usage: " + std::string(error.what()) + "; see " + command + " --help"});
}

/// The first word when it is no command: CLI11 would only say that one is missing.
std::optional<std::string> unknownCommand(const CLI::App& app, int count, char** arguments)
{
    const std::string first = count > 1 ? arguments[1] : "-";
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    const bool isKnown = first.starts_with('-')
        || std::any_of(
            commands.begin(), commands.end(), [&](const auto* one) { return one->get_name() == first; });
    return isKnown ? std::nullopt : std::optional(first);
}

/// What was printed may still be on its way to a full disk or a closed pipe.
int afterOutput(int code)
{
    errno = 0;
    std::cout.flush();
    if (std::fflush(stdout) == 0 && std::cout && std::ferror(stdout) == 0)
        return code;
    const auto why = std::generic_category().message(errno);
    return code == Done ? failWhileRunning({ErrorKind::Io, "stdout: the output cannot be written: " + why})
                        : code;
}

int run(int count, char** arguments)
{
    CLI::App app("Trains and compares multimodal networks and measures the laziness of each modality.",
        "modalscope-cli");
    app.set_version_flag("--version", programVersion());
    app.require_subcommand(1);
    app.get_formatter()->column_width(32);
    app.footer("Exit codes: 0 done, 1 failed while running, 2 wrong input or usage, 130 cancelled.");
    CommandAction action;
    const CommandSetup setup{app, action, commandLineText(count, arguments)};
    addMakeSampleCommand(setup);
    addInfoCommand(setup);
    addExportCommand(setup);
    addImportCommand(setup);
    addInspectCommand(setup);
    addTrainCommand(setup);
    addStudyCommand(setup);
    addEvaluateCommand(setup);
    addAdaptCommand(setup);
    addAdoptCommand(setup);
    addAnalyzeCommand(setup);
    addSelfcheckCommand(setup);
    if (const auto word = unknownCommand(app, count, arguments))
        return failBefore(invalidInput("usage: " + *word + " is not a command; see modalscope-cli --help"));
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        return reportUsage(app, error);
    }
    return action();
}

} // namespace

int main(int count, char** arguments)
{
    try {
        return afterOutput(run(count, arguments));
    } catch (const std::bad_alloc&) {
        return failWhileRunning({ErrorKind::Io, "out of memory"});
    } catch (const std::exception& error) {
        return failWhileRunning(
            {ErrorKind::Internal, std::string("a mistake of the program: ") + error.what()});
    }
}
