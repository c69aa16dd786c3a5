#pragma once

#include "core/base/result.h"
#include "core/config/json_settings.h"
#include "core/data/dataset.h"
#include "core/data/missing_options.h"
#include "core/methods/method_options.h"
#include "core/models/encoder_options.h"
#include "core/optim/train_options.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

enum class SelectEpoch {
    Valid,
    Last,
    BestOnTest,
    Elsewhere ///< of imported runs: nobody knows here
};
std::span<const Choice<SelectEpoch>> choices(SelectEpoch);

struct EvaluateOptions {
    SelectEpoch select = SelectEpoch::Valid;
    std::string subsets = "full"; ///< "full", or "all": every set of available modalities as well
    bool probe = true; ///< fit a linear probe on every frozen encoder
    std::vector<double> missingRates; ///< test at these rates of hidden cells as well, each below 1
    int permutations = 0; ///< how often each modality is permuted across samples (perceptual score)
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, EvaluateOptions>
void describe(Options& options, Visitor& visit)
{
    visit(
        Field{"select", "which epoch is kept; test data are looked at once, for that epoch"}, options.select);
    visit(Field{"subsets", "full, or all: every set of available modalities"}, options.subsets);
    visit(Field{"probe", "linear probe of every frozen encoder"}, options.probe);
    visit(Field{"missing_rates", "rates of hidden cells at which the kept epoch is tested as well", 0, 0.9},
        options.missingRates);
    visit(Field{"permutations", "repetitions of the test with one modality permuted; 0 = none", 0, 100},
        options.permutations);
}

/// Everything that decides the numbers of a run, and nothing else (`house.md` 4.2).
struct Experiment {
    int format = 1;
    std::string name;
    std::string dataset; ///< path; relative to the file that names it
    std::vector<std::string> modalities; ///< empty = all of the dataset; their order is that of alternation
    std::map<std::string, EncoderOptions> encoders; ///< by modality; "*" is the default of the others
    MethodOptions method;
    TrainOptions train;
    MissingOptions missing;
    EvaluateOptions evaluate;
    std::uint64_t seed = 0;

    const EncoderOptions& encoder(
        const std::string& modality) const; ///< its own, else "*", else the defaults
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, Experiment>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"format", "version of this file format", 1, 1}, options.format);
    visit(Field{"name", "for people; does not change the run"}, options.name);
    visit(Field{"dataset", "path of the HDF5 file"}, options.dataset);
    visit(Field{"modalities", "names, in the order of alternation; empty = all"}, options.modalities);
    visit(Field{"encoders", "encoder of each modality; \"*\" is the default"}, options.encoders);
    visit(Field{"method", "training method"}, options.method);
    if (options.method.kind != MethodKind::Imported)
        visit(Field{"train", "optimisation"}, options.train);
    visit(Field{"missing", "missing modalities"}, options.missing);
    visit(Field{"evaluate", "selection and evaluation"}, options.evaluate);
    visit(Field{"seed", "seeds every random choice of the run", 0, 9007199254740991.0}, options.seed);
}

/// Reads an experiment file; its relative paths are made absolute against the file's folder.
/// Error: NotFound, Format, InvalidInput: "FILE: train.epochs is out of range: ...".
Result<Experiment> readExperiment(const std::filesystem::path& file);

/// `text` as an experiment; `name` stands in messages. Paths are left as they are.
Result<Experiment> experimentFromText(std::string_view text, const std::string& name);

/// The paths of the dataset and of initial weights as they are from anywhere: a relative one belongs to the
/// folder of `file`.
void makePathsAbsolute(Experiment& experiment, const std::filesystem::path& file);

/// Sets all of them at once. A new kind has other options: those of the old kind fall away, but what is set
/// must exist. Error: InvalidInput as from a file.
Result<Experiment> withSettings(const Experiment& experiment, const Settings& settings);

/// Sets one value by its path, "train.epochs=3": the text behind = is JSON, or plain text when it is none.
/// Error: InvalidInput as from a file.
Result<Experiment> withSetting(const Experiment& experiment, const std::string& assignment);

/// Indented JSON with every default written out.
std::string toFileText(const Experiment& experiment);

/// What identifies a run: JSON with all defaults, sorted keys, modalities and encoders written out for
/// `dataset`, without the name and with the dataset's fingerprint in place of its path, so that copies on
/// other machines are the same run; of a file of initial weights its name without the folder (its SHA-256 is
/// in the run's origin, and a run does not go on from other contents). Options that came after the first
/// version stand in it only when they are not at their defaults, so that the ids of older runs stay what they
/// are. Of an imported run the SHA-256 of its file stands in it, but not in what groups runs by all but the
/// seed.
nlohmann::json canonicalJson(const Experiment& experiment, const Dataset& dataset);

/// First 12 hex digits of the SHA-256 of the canonical JSON.
std::string runId(const Experiment& experiment, const Dataset& dataset);

/// The same for everything but the seed: runs with one group id differ in nothing else.
std::string groupId(const Experiment& experiment, const Dataset& dataset);

/// Both ids of runs that differ in nothing but the seed; what they share is written out once, for plans of
/// many runs.
class SeededIds {
public:
    SeededIds(const Experiment& experiment, const Dataset& dataset); ///< its own seed does not matter

    const std::string& group() const { return m_group; } ///< groupId()
    std::string run(std::uint64_t seed) const; ///< runId() with this seed

private:
    std::string m_group;
    std::string m_before, m_after; // the text of canonicalJson around the seed
};

/// The modalities that `experiment` uses, as indices into the dataset, in order.
/// Error: InvalidInput: unknown or repeated names.
Result<std::vector<int>> modalityIndices(const Experiment& experiment, const Dataset& dataset);

/// "MLA", "MLA, HGM off, fusion mean": the method and whatever differs from its defaults, for legends and
/// tables.
std::string methodLabel(const MethodOptions& method);

} // namespace modalscope
