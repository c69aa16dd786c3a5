#include "app/commands/adapt_command.h"

#include "app/commands/adapt_workers.h"
#include "app/commands/adapter_text.h"
#include "app/commands/interrupt.h"
#include "app/commands/placement_text.h"
#include "app/commands/stored_run.h"
#include "core/base/text.h"
#include "core/engine/run_pool.h"
#include "core/store/adapter_folder.h"

#include <nlohmann/json.hpp>

#include <algorithm>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct AdaptArguments {
    std::string folder;
    std::string dataset;
    std::vector<std::string> present;
    bool allSets = false;
    std::vector<std::string> options{"ssf"};
    std::vector<std::int64_t> seeds{0};
    std::string input;
    int epochs = 0;
    std::vector<std::string> settings;
    int jobs = 0;
    bool showPlacement = false;
    bool json = false;
};

/// Every set of modalities but the empty and the whole one.
std::vector<std::vector<std::string>> setsOf(const std::vector<std::string>& modalities)
{
    std::vector<std::vector<std::string>> sets;
    for (std::uint32_t bits = 1; bits + 1 < (1u << modalities.size()); ++bits) {
        std::vector<std::string> set;
        for (std::size_t m = 0; m < modalities.size(); ++m)
            if ((bits >> m & 1) != 0)
                set.push_back(modalities[m]);
        sets.push_back(std::move(set));
    }
    return sets;
}

/// Settings that have an option of their own would change what the other entries of the plan are.
Result<void> checkSetting(const std::string& setting)
{
    for (const auto& [path, option] :
        {std::pair("present", "--present"), {"seed", "--seeds"}, {"adapter.kind", "--option"}})
        if (setting.starts_with(std::string(path) + "="))
            return invalidInput(std::string("--set ") + path + ": use " + option);
    return {};
}

/// What the arguments ask for, one entry for each set, option and seed.
Result<std::vector<AdaptOptions>> plan(
    const AdaptArguments& arguments, const Experiment& experiment, const Dataset& dataset)
{
    auto modalities = experiment.modalities;
    if (modalities.empty())
        for (const auto& modality : dataset.modalities)
            modalities.push_back(modality.name);
    if (arguments.allSets && modalities.size() < 2)
        return invalidInput(
            "--all-sets: the run has one modality, so that nothing can be missing; name a run "
            "of two or more");
    constexpr std::size_t kMost = 8;
    if (arguments.allSets && modalities.size() > kMost)
        return invalidInput("--all-sets: " + std::to_string(modalities.size()) + " modalities have "
            + std::to_string((1LL << modalities.size()) - 2) + " sets; name some with --present");
    for (const auto seed : arguments.seeds)
        if (seed < 0 || std::count(arguments.seeds.begin(), arguments.seeds.end(), seed) > 1)
            return invalidInput("--seeds: " + std::to_string(seed)
                + (seed < 0 ? " is below 0" : " is named twice") + "; for example 0,1,2");
    for (const auto& option : arguments.options)
        if (std::count(arguments.options.begin(), arguments.options.end(), option) > 1)
            return invalidInput("--option: " + option + " is named twice");
    for (const auto& setting : arguments.settings)
        if (auto checked = checkSetting(setting); !checked)
            return checked.error();
    const auto sets = arguments.allSets
        ? setsOf(modalities)
        : std::vector<std::vector<std::string>>{inRunOrder(arguments.present, modalities)};
    std::vector<AdaptOptions> all;
    for (const auto& set : sets)
        for (const auto& option : arguments.options)
            for (const auto seed : arguments.seeds) {
                AdaptOptions one;
                one.present = set;
                one.seed = std::uint64_t(seed);
                one.adapter.kind = fromText<AdapterKind>(option).value();
                if (!arguments.input.empty())
                    one.input = fromText<MissingInput>(arguments.input).value();
                if (arguments.epochs > 0)
                    one.train.epochs = arguments.epochs;
                for (const auto& setting : arguments.settings) {
                    auto changed = withSetting(one, setting);
                    if (!changed)
                        return changed.error();
                    one = std::move(changed).value();
                }
                all.push_back(std::move(one));
            }
    return all;
}

/// Prints where the adapters of each entry would be, and learns nothing.
int showPlacements(Engine& door, AdaptRequest request, const std::vector<AdaptOptions>& todo, bool json)
{
    auto list = nlohmann::json::array();
    std::string text;
    for (const auto& options : todo) {
        request.options = options;
        const auto placement = door.placement(request);
        if (!placement)
            return failBefore(placement.error());
        if (json)
            list.push_back(placementJson(options, placement.value()));
        else
            text += (text.empty() ? "" : "\n") + placementText(options, placement.value());
    }
    if (json)
        printJson({{"format", 1}, {"placements", list}});
    else
        std::fputs(text.c_str(), stdout);
    return Done;
}

int adapt(const AdaptArguments& arguments)
{
    if (arguments.allSets && !arguments.present.empty())
        return failBefore({ErrorKind::InvalidInput,
            "--present names one set and --all-sets asks for every one; give one of the two"});
    const bool isEmpty
        = std::ranges::all_of(arguments.present, [](const auto& name) { return name.empty(); });
    if (!arguments.allSets && !arguments.present.empty() && isEmpty)
        return failBefore({ErrorKind::InvalidInput,
            "--present names no modality, and without any there is nothing to predict from; name at least "
            "one"});
    if (!arguments.allSets && arguments.present.empty())
        return failBefore({ErrorKind::InvalidInput,
            "name the modalities that are left with --present a,b, or ask for every set with --all-sets"});
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    const auto run = openStoredRun(arguments.folder, arguments.dataset, context);
    if (!run)
        return failBefore(run.error());
    const auto experiment = RunFolder(arguments.folder).experiment();
    if (!experiment)
        return failBefore(experiment.error());
    const auto& dataset = run.value().dataset;
    const auto todo = plan(arguments, experiment.value(), *dataset);
    if (!todo)
        return failBefore(todo.error());
    const auto door = engine();
    if (!door)
        return failBefore(door.error());
    const AdaptRequest request{arguments.folder, dataset, {}};
    if (arguments.showPlacement)
        return showPlacements(*door.value(), request, todo.value(), arguments.json);
    const int jobs = arguments.jobs > 0 ? arguments.jobs : defaultJobs();
    const auto outcomes = AdaptWorkers(*door.value(), request, todo.value(), interrupt.token())
                              .run(std::min(jobs, int(todo.value().size())));
    std::vector<StoredAdapter> sets;
    std::optional<Error> error;
    const auto stopped = std::size_t(std::count_if(outcomes.begin(), outcomes.end(),
        [](const auto& outcome) { return !outcome && outcome.error().kind == ErrorKind::Cancelled; }));
    if (stopped > 0)
        std::fprintf(stderr, "stopped: %zu of %zu adapter sets are there; the same command goes on\n",
            outcomes.size() - stopped, outcomes.size());
    for (const auto& outcome : outcomes) {
        if (!outcome) {
            if (!error)
                error = outcome.error();
            continue;
        }
        auto set = readAdapter(outcome.value());
        if (!set)
            return failWhileRunning(set.error());
        sets.push_back(std::move(set).value());
    }
    if (arguments.json)
        printJson({{"format", 1}, {"adapters", adaptersJson(sets)}});
    else if (!sets.empty())
        std::fputs(adapterLines(sets).c_str(), stdout);
    if (!arguments.json && !sets.empty())
        std::printf("%s\n", sets.back().folder.string().c_str());
    return error ? failWhileRunning(*error) : Done;
}

} // namespace

void addAdaptCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<AdaptArguments>();
    auto* command = setup.app.add_subcommand(
        "adapt", "Adapters that make a finished run predict without some modalities");
    command->add_option("RUN", arguments->folder, "folder of the run")->required();
    command->add_option("--present", arguments->present, "modalities that are left, a,b")->delimiter(',');
    command->add_flag("--all-sets", arguments->allSets, "every set of modalities that may be left");
    command->add_option("--option", arguments->options, "what is learned, ssf,lora")
        ->delimiter(',')
        ->check(CLI::IsMember(choiceTexts<AdapterKind>()))
        ->capture_default_str();
    command->add_option("--seeds", arguments->seeds, "0,1,2")->delimiter(',')->capture_default_str();
    command
        ->add_option(
            "--input", arguments->input, "what stands for missing modalities; default: as in training")
        ->check(CLI::IsMember(choiceTexts<MissingInput>()));
    command->add_option("--epochs", arguments->epochs, "of the adapters; default: 50")
        ->check(CLI::Range(1, 1000000));
    command->add_option("--set", arguments->settings, "adapter.rank=8, train.learning_rate=1e-3, ...");
    command->add_option("--jobs", arguments->jobs, "sets at once; default: the cores")
        ->check(CLI::Range(1, 1024));
    command->add_flag("--show-placement", arguments->showPlacement,
        "print which layers would get adapters and what is learned there, and learn nothing; "
        "--set adapter.leave_out=[\"layer\", \"block1.*\"] leaves some out");
    command->add_option("--dataset", arguments->dataset, "where the dataset is now; default: where it was");
    command->add_flag("--json", arguments->json, "JSON on stdout");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return adapt(*arguments); }; });
}

} // namespace modalscope
