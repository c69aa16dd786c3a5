#include "app/commands/adapt_command.h"

#include "app/commands/console_progress.h"
#include "app/commands/interrupt.h"
#include "app/commands/stored_run.h"
#include "core/base/text.h"
#include "core/engine/run_pool.h"
#include "core/store/adapter_folder.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

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

/// What the arguments ask for, one entry for each set, option and seed.
Result<std::vector<AdaptOptions>> plan(
    const AdaptArguments& arguments, const Experiment& experiment, const Dataset& dataset)
{
    auto modalities = experiment.modalities;
    if (modalities.empty())
        for (const auto& modality : dataset.modalities)
            modalities.push_back(modality.name);
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
    const auto sets
        = arguments.allSets ? setsOf(modalities) : std::vector<std::vector<std::string>>{arguments.present};
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

std::string titleOf(const AdaptOptions& options)
{
    return joinText(options.present, "+") + ", " + toText(options.adapter.kind) + ", seed "
        + std::to_string(options.seed);
}

/// "accuracy" of a classification and so on: the number that a task is judged by.
std::string metricOf(Task task)
{
    return task == Task::Classification ? "accuracy" : task == Task::Segmentation ? "miou" : "mae";
}

std::string numberOf(const RunMetrics& metrics, Task task)
{
    const auto found = metrics.at("test/fused/" + metricOf(task));
    if (!found)
        return "-";
    return task == Task::Regression ? fixedText(found->value, 4) : fixedText(100 * found->value, 2) + " %";
}

void printTable(const std::vector<StoredAdapter>& sets, Task task)
{
    std::printf("test %s with the other modalities missing\n%-32s %-10s %5s %12s %12s %10s %9s\n",
        metricOf(task).c_str(), "available", "option", "seed", "pretrained", "adapted", "learned", "share");
    for (const auto& set : sets)
        std::printf("%-32s %-10s %5llu %12s %12s %10lld %8s%%\n", joinText(set.options.present, "+").c_str(),
            toText(set.options.adapter.kind).c_str(), static_cast<unsigned long long>(set.options.seed),
            numberOf(set.before, task).c_str(), numberOf(set.metrics, task).c_str(),
            static_cast<long long>(set.trainable), fixedText(100 * set.share, 3).c_str());
}

void printSets(const std::vector<StoredAdapter>& sets)
{
    auto list = nlohmann::json::array();
    for (const auto& set : sets) {
        const auto file = readFile(set.folder / "metrics.json");
        auto metrics = file ? nlohmann::json::parse(file.value(), nullptr, false) : nlohmann::json();
        list.push_back({{"folder", set.folder.string()}, {"present", set.options.present},
            {"option", toText(set.options.adapter.kind)}, {"seed", set.options.seed},
            {"metrics", std::move(metrics)}});
    }
    printJson({{"format", 1}, {"adapters", list}});
}

/// Learns all of them, `jobs` at once; the first error of each is kept in its place.
class AdaptWorkers {
public:
    AdaptWorkers(Engine& door, const AdaptRequest& request, const std::vector<AdaptOptions>& todo,
        std::stop_token stop)
        : m_engine(door)
        , m_request(request)
        , m_todo(todo)
        , m_stop(std::move(stop))
        , m_outcomes(todo.size(), Result<std::filesystem::path>(Error{ErrorKind::Cancelled, "stopped"}))
    { }

    std::vector<Result<std::filesystem::path>> run(int jobs)
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < jobs; ++i)
            threads.emplace_back([this] { work(); });
        threads.clear();
        return std::move(m_outcomes);
    }

private:
    void work()
    {
        for (std::size_t i = m_next++; i < m_todo.size() && !m_stop.stop_requested(); i = m_next++) {
            auto request = m_request;
            request.options = m_todo[i];
            RunContext context;
            context.stop = m_stop;
            context.report = [this, i](const RunEvent& event) { show(i, event); };
            m_outcomes[i] = m_engine.adapt(request, context);
            const std::scoped_lock lock(m_mutex);
            ++m_ended;
            if (m_todo.size() > 1 && (m_outcomes[i] || m_outcomes[i].error().kind != ErrorKind::Cancelled))
                m_progress.show(LogLine{"[" + std::to_string(m_ended) + "/" + std::to_string(m_todo.size())
                    + "] " + titleOf(m_todo[i])
                    + (m_outcomes[i] ? std::string(": done")
                                     : ": failed: " + m_outcomes[i].error().message)});
        }
    }

    void show(std::size_t index, const RunEvent& event)
    {
        const auto* progress = std::get_if<Progress>(&event);
        if (progress == nullptr)
            return;
        const std::scoped_lock lock(m_mutex);
        auto all = *progress;
        all.stage = titleOf(m_todo[index]) + ": " + all.stage;
        m_progress.show(all);
    }

    Engine& m_engine;
    const AdaptRequest& m_request;
    const std::vector<AdaptOptions>& m_todo;
    std::stop_token m_stop;
    std::vector<Result<std::filesystem::path>> m_outcomes;
    std::atomic<std::size_t> m_next = 0;
    std::mutex m_mutex;
    std::size_t m_ended = 0;
    ConsoleProgress m_progress;
};

int adapt(const AdaptArguments& arguments)
{
    if (arguments.allSets && !arguments.present.empty())
        return failBefore({ErrorKind::InvalidInput,
            "--present names one set and --all-sets asks for every one; give one of the two"});
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
        printSets(sets);
    else if (!sets.empty())
        printTable(sets, dataset->task);
    if (!arguments.json && !sets.empty())
        std::printf("%s\n", sets.back().folder.string().c_str());
    return error ? failWhileRunning(*error) : Done;
}

std::vector<std::string> textsOf(auto choices)
{
    std::vector<std::string> texts;
    for (const auto& choice : choices)
        texts.emplace_back(choice.text);
    return texts;
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
        ->check(CLI::IsMember(textsOf(choices(AdapterKind{}))))
        ->capture_default_str();
    command->add_option("--seeds", arguments->seeds, "0,1,2")->delimiter(',')->capture_default_str();
    command
        ->add_option(
            "--input", arguments->input, "what stands for missing modalities; default: as in training")
        ->check(CLI::IsMember(textsOf(choices(MissingInput{}))));
    command->add_option("--epochs", arguments->epochs, "of the adapters; default: 50")
        ->check(CLI::PositiveNumber);
    command->add_option("--set", arguments->settings, "adapter.rank=8, train.learning_rate=1e-3, ...");
    command->add_option("--jobs", arguments->jobs, "sets at once; default: the cores")
        ->check(CLI::PositiveNumber);
    command->add_option("--dataset", arguments->dataset, "where the dataset is now; default: where it was");
    command->add_flag("--json", arguments->json, "JSON on stdout");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return adapt(*arguments); }; });
}

} // namespace modalscope
