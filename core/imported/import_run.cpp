#include "core/imported/import_run.h"

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/experiment/check_experiment.h"
#include "core/imported/imported_numbers.h"
#include "core/store/run_arrays.h"
#include "core/store/run_manifest.h"

#include <algorithm>
#include <set>

#include <unistd.h>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnnamedData = "imported data"; // the same for every seed, unlike the file's name

Result<void> checkRequest(const ImportRequest& request)
{
    std::set<double> seen;
    for (const double rate : request.missingRates) {
        if (!(rate >= 0 && rate <= 0.9))
            return invalidInput("the missing rate " + numberText(rate) + " is not from 0 to 0.9");
        if (!seen.insert(rate).second)
            return invalidInput("the missing rate " + numberText(rate) + " is listed twice");
    }
    if (request.protocol == MissingProtocol::None || request.protocol == MissingProtocol::Fixed)
        return invalidInput("the protocol " + toText(request.protocol)
            + " hides nothing; use gcnet, bernoulli or one-modality");
    for (const auto* text : {&request.name, &request.method})
        if (!isUtf8(*text) || printableText(*text) != *text)
            return invalidInput("the name " + printableText(*text) + " has characters that cannot be shown");
    return {};
}

std::string stemOf(const ResultsFile& file)
{
    return fs::path(file.path).stem().string();
}

std::string placeOf(const ResultsFile& file)
{
    return fs::absolute(file.path).lexically_normal().string();
}

std::string labelsFingerprint(const ResultsFile& file)
{
    Sha256 hash;
    hash.add("modalscope imported labels 1\nclasses " + std::to_string(file.classNames.size()) + "\n");
    for (const auto& [role, said] : file.splits) {
        hash.add(role + " " + std::to_string(said.labels.size()) + "\n");
        for (const int label : said.labels)
            hash.add(std::to_string(label) + "\n");
    }
    return hash.hex();
}

/// Whether the samples of the file are those of `dataset`, as far as labels tell.
Result<void> checkSamples(const ResultsFile& file, const Dataset& dataset)
{
    const auto wrong = [&](const std::string& what) {
        return invalidInput(file.path + ": " + what + " of the dataset " + dataset.path
            + "; name the one that these results are of, or none");
    };
    if (dataset.task != Task::Classification || dataset.classCount() != int(file.classNames.size()))
        return wrong("its " + std::to_string(file.classNames.size()) + " classes are not those");
    for (const auto& [role, said] : file.splits) {
        const auto* split = dataset.split(role);
        if (split == nullptr || split->size != std::int64_t(said.labels.size()))
            return wrong(
                "its split " + role + " of " + std::to_string(said.labels.size()) + " samples is not that");
        const auto [own, other] = std::ranges::mismatch(said.labels, split->classes);
        if (own != said.labels.end())
            return wrong("the label of sample " + std::to_string(own - said.labels.begin())
                + " (counted from 0) of " + role + " is not that");
    }
    return {};
}

/// What the samples are of, as far as it is known.
Dataset samplesOf(const ResultsFile& file, const ImportRequest& request)
{
    Dataset dataset;
    if (request.dataset != nullptr) {
        dataset.name = request.dataset->name;
        dataset.path = request.dataset->path;
        dataset.fingerprint = request.dataset->fingerprint;
        dataset.modalities = request.dataset->modalities;
    } else {
        dataset.name = file.datasetName.empty() ? kUnnamedData : file.datasetName;
        dataset.path = placeOf(file);
        dataset.fingerprint = labelsFingerprint(file);
        for (std::size_t m = 0; m < file.modalities.size(); ++m)
            dataset.modalities.push_back({.name = file.modalities[m],
                .kind = ModalityKind::Features,
                .shape = {std::max<std::int64_t>(1, file.splits.at("test").features[m].rowSize())},
                .stored = "float32"});
    }
    dataset.classNames = file.classNames;
    return dataset;
}

/// Makes one run.
class RunImport {
public:
    RunImport(const ImportRequest& request, ResultsFile file, const RunContext& context)
        : m_request(request)
        , m_context(context)
        , m_file(std::move(file))
    { }

    Result<ImportedRun> operator()()
    {
        if (auto good = checkRequest(m_request); !good)
            return good.error();
        if (m_request.dataset != nullptr)
            if (auto same = checkSamples(m_file, *m_request.dataset); !same)
                return same.error();
        if (m_request.protocol == MissingProtocol::OneModality
            && std::ranges::find(m_file.modalities, m_request.hiddenModality) == m_file.modalities.end())
            return invalidInput(m_file.path + ": has no modality " + printableText(m_request.hiddenModality)
                + " to hide; it has " + joinText(m_file.modalities, ", "));
        m_fusion = findFusion(m_file, m_request.fusion);
        applyFusion(m_file, m_fusion);
        const Workspace workspace(m_request.workspace);
        if (auto made = workspace.create(); !made)
            return made.error();
        const auto samples = samplesOf(m_file, m_request);
        makeExperiment();
        m_out.id = runId(m_experiment, samples);
        m_out.folder = workspace.runFolder(m_out.id);
        m_out.notes = m_file.notes;
        m_out.notes.insert(m_out.notes.begin(), m_fusion.text);
        if (auto free = checkPlace(workspace, samples); !free || m_out.wasThere)
            return free ? Result<ImportedRun>(std::move(m_out)) : free.error();
        return make(samples);
    }

private:
    void makeExperiment()
    {
        const bool canCombine = m_fusion.rule != ImportedFusion::File && m_file.modalities.size() > 1;
        m_experiment.name = m_request.name.empty() ? stemOf(m_file) : m_request.name;
        m_experiment.dataset = m_request.dataset != nullptr ? m_request.dataset->path : placeOf(m_file);
        m_experiment.modalities = m_file.modalities;
        m_experiment.method.kind = MethodKind::Imported;
        auto& imported = m_experiment.method.imported;
        imported.label = m_request.method.empty() ? m_experiment.name : m_request.method;
        imported.fusion = m_fusion.rule;
        imported.file = placeOf(m_file);
        imported.sha256 = m_file.sha256;
        m_experiment.missing.protocol = m_request.protocol;
        m_experiment.missing.modality = m_request.hiddenModality;
        m_experiment.evaluate.select = SelectEpoch::Elsewhere;
        m_experiment.evaluate.subsets
            = canCombine && m_file.modalities.size() <= std::size_t(kMostSubsetModalities) ? "all" : "full";
        m_experiment.evaluate.probe = m_file.splits.contains("train");
        if (canCombine)
            m_experiment.evaluate.missingRates = m_request.missingRates;
        m_experiment.seed = m_request.seed;
    }

    /// The same again is no mistake; another file in its place would count twice in every mean.
    Result<void> checkPlace(const Workspace& workspace, const Dataset& samples)
    {
        const auto group = groupId(m_experiment, samples);
        const auto all = workspace.readRuns();
        if (!all)
            return all.error();
        for (const auto& run : all.value().runs) {
            if (run.id() == m_out.id)
                m_out.wasThere = true;
            else if (run.origin.group == group && run.experiment.seed == m_request.seed)
                return invalidInput(m_file.path + ": " + m_experiment.method.imported.label + ", seed "
                    + std::to_string(m_request.seed) + " is in the workspace already, as run " + run.id()
                    + " from " + run.experiment.method.imported.file
                    + "; use another --seed or --name, or delete that run");
        }
        return {};
    }

    Result<ImportedRun> make(const Dataset& samples)
    {
        auto numbers = measureImported(m_file, m_fusion,
            {m_request.missingRates, m_request.protocol, m_request.hiddenModality, m_request.seed},
            m_context);
        if (!numbers)
            return numbers.error();
        // Made beside and renamed: a folder of this name is always a whole run.
        const auto beside
            = m_out.folder.parent_path() / (".import-" + m_out.id + "-" + std::to_string(::getpid()));
        std::error_code code;
        fs::remove_all(beside, code);
        auto written = write(RunFolder(beside), samples, numbers.value());
        if (written && m_context.shouldStop())
            written = Error{ErrorKind::Cancelled, "stopped"};
        if (written) {
            fs::rename(beside, m_out.folder, code);
            if (code)
                written = Error{ErrorKind::Io,
                    m_out.folder.string() + ": cannot create the run folder: " + code.message()};
        }
        fs::remove_all(beside, code);
        if (!written)
            return written.error();
        return std::move(m_out);
    }

    Result<void> write(const RunFolder& folder, const Dataset& samples, ImportedNumbers& numbers)
    {
        auto origin = originOf(m_experiment, samples);
        const auto status = statusNow(RunState::Finished, 0, 0);
        origin.command = m_request.command;
        origin.program = programVersion();
        origin.library = kImportedLibrary;
        origin.importedFrom = placeOf(m_file);
        origin.importedSha256 = m_file.sha256;
        origin.host = status.host;
        origin.created = status.started;
        if (auto made = folder.create(m_experiment, origin); !made)
            return made;
        const auto arrays = writeArrays(folder, numbers);
        if (!arrays)
            return arrays.error();
        auto metrics = nlohmann::json{{"format", 1}, {"epoch", 0},
            {"selected_on", toText(m_experiment.evaluate.select)}, {"class_names", m_file.classNames},
            {"imported",
                {{"file", m_experiment.method.imported.file}, {"sha256", m_file.sha256},
                    {"fusion", toText(m_fusion.rule)}, {"fused_by_file", m_fusion.isOfFile}}},
            {"splits", std::move(numbers.splits)}};
        auto files = arrays.value();
        for (const auto& name : files) {
            const auto mark = markOf(folder.file(name.c_str()));
            if (!mark)
                return mark.error();
            metrics["files"][name] = mark.value().sha256;
        }
        if (auto written = folder.writeMetrics(metrics); !written)
            return written;
        if (auto logged = folder.appendLog("imported from " + m_experiment.method.imported.file + " (SHA-256 "
                + m_file.sha256 + "); there is no network");
            !logged)
            return logged;
        for (const auto& note : m_out.notes)
            if (auto logged = folder.appendLog(printableText(note)); !logged)
                return logged;
        files.emplace_back("metrics.json");
        if (auto marked = writeManifest(folder.path(), files); !marked)
            return marked;
        return folder.writeStatus(status);
    }

    /// The names of the files.
    Result<std::vector<std::string>> writeArrays(const RunFolder& folder, const ImportedNumbers& numbers)
    {
        std::vector<std::string> names{"predictions.h5"};
        auto train = m_file.splits.extract("train");
        auto written = writePredictions(folder.file("predictions.h5"), m_file.splits);
        if (!train.empty())
            m_file.splits.insert(std::move(train));
        const bool hasFeatures = std::ranges::any_of(
            m_file.splits.at("test").features, [](const auto& features) { return !features.values.empty(); });
        if (written && hasFeatures) {
            names.emplace_back("features.h5");
            written = writeFeatures(folder.file("features.h5"), m_file.splits);
        }
        if (written && !numbers.conditions.isEmpty()) {
            names.emplace_back("conditions.h5");
            written = writeConditions(folder.file("conditions.h5"), numbers.conditions);
        }
        return written ? Result<std::vector<std::string>>(std::move(names)) : written.error();
    }

    const ImportRequest& m_request;
    const RunContext& m_context;
    ResultsFile m_file;
    FusionFound m_fusion;
    Experiment m_experiment;
    ImportedRun m_out;
};

} // namespace

Result<ImportedRun> importRun(const ImportRequest& request, ResultsFile file, const RunContext& context)
{
    return RunImport(request, std::move(file), context)();
}

} // namespace modalscope
