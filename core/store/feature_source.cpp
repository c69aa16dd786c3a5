#include "core/store/feature_source.h"

#include "core/base/text.h"
#include "core/store/array_group.h"
#include "core/store/epoch_features.h"
#include "core/store/run_conditions.h"
#include "core/store/run_folder.h"
#include "core/store/run_manifest.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace modalscope {
namespace {

constexpr float kAbsentValue = std::numeric_limits<float>::quiet_NaN();

std::string splitNames(const Dataset& dataset)
{
    std::vector<std::string> names;
    for (const auto& split : dataset.splits)
        names.push_back(split.name);
    return joinText(names, ", ");
}

/// The names that are asked for, or all. Error: InvalidInput.
Result<std::vector<std::size_t>> placesOf(
    const std::vector<std::string>& wanted, const std::vector<std::string>& names, const std::string& where)
{
    std::vector<std::size_t> places(wanted.empty() ? names.size() : 0);
    std::iota(places.begin(), places.end(), std::size_t(0));
    for (const auto& name : wanted) {
        const auto found = std::ranges::find(names, name);
        if (found == names.end())
            return invalidInput(
                where + ": has no features of " + name + "; it has those of " + joinText(names, ", "));
        places.push_back(std::size_t(found - names.begin()));
    }
    return places;
}

/// Rows of `all` in single precision, those that lack the modality as NaN.
Array shownRows(const ArrayD& all, const std::vector<std::uint8_t>& presence,
    const std::vector<std::int64_t>& chosen, std::int64_t& absent)
{
    Array some({std::int64_t(chosen.size()), all.rowSize()});
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const auto out = some.row(std::int64_t(i));
        if (presence.empty() || presence[std::size_t(chosen[i])] != 0) {
            std::ranges::transform(
                all.row(chosen[i]), out.begin(), [](double value) { return float(value); });
        } else {
            std::ranges::fill(out, kAbsentValue);
            ++absent;
        }
    }
    return some;
}

/// Presence of `count` samples of a split of features.h5. Of train every k-th sample may be kept alone.
std::vector<std::vector<std::uint8_t>> presenceOfRun(const std::filesystem::path& folder,
    const std::string& split, const std::vector<std::string>& names, std::int64_t count)
{
    std::vector<std::vector<std::uint8_t>> presence(names.size());
    if (split != "train") {
        const auto file = Hdf5File::open(folder / "predictions.h5");
        if (!file)
            return presence;
        ArrayGroup reader(file.value(), "/" + split);
        for (std::size_t m = 0; m < names.size(); ++m)
            if (reader.has("/presence", names[m]))
                presence[m] = reader.flags("/presence/" + names[m], count);
    } else if (const auto conditions = readConditions(folder / "conditions.h5")) {
        const auto mask = conditions.value().masks.find(split);
        for (std::size_t m = 0; mask != conditions.value().masks.end() && m < names.size(); ++m) {
            const auto place = std::ranges::find(conditions.value().modalities, names[m]);
            if (place == conditions.value().modalities.end())
                continue;
            const auto& column = mask->second[std::size_t(place - conditions.value().modalities.begin())];
            const auto total = std::int64_t(column.size());
            const auto stride = count == 0 ? 1 : std::max<std::int64_t>(1, (total + count - 1) / count);
            for (std::int64_t row = 0; row < total; row += stride)
                presence[m].push_back(column[std::size_t(row)]);
        }
    }
    for (auto& column : presence)
        if (std::int64_t(column.size()) != count)
            column.clear();
    return presence;
}

/// The kept epoch, as far as it is asked for.
Result<KeptFeatures> readKeptEpoch(const std::filesystem::path& folder, const FeatureRequest& request)
{
    const auto path = folder / "features.h5";
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error().kind == ErrorKind::NotFound
            ? Error{ErrorKind::NotFound,
                folder.string()
                    + ": has no features.h5: the run has not finished, is no classification, or was imported "
                      "without features"}
            : file.error();
    if (auto same = checkMarked(path); !same)
        return same.error();
    ArrayGroup top(file.value(), "");
    const auto splits = top.members("/");
    if (top.error())
        return *top.error();
    if (std::ranges::find(splits, request.split) == splits.end())
        return invalidInput(path.string() + ": has no features of split " + request.split + "; use one of "
            + joinText(splits, ", "));
    ArrayGroup reader(file.value(), "/" + request.split);
    KeptFeatures kept;
    kept.said.modalities = reader.texts("", "modalities");
    kept.said.labels = reader.ints("/labels");
    const auto count = std::int64_t(kept.said.labels.size());
    kept.rows.resize(std::size_t(count));
    std::iota(kept.rows.begin(), kept.rows.end(), 0);
    const auto there = reader.members("/features");
    for (const auto& name : request.modalities)
        if (name != kFusedFeatures && !reader.error() && std::ranges::find(there, name) == there.end())
            return invalidInput(folder.string() + ": has no features of " + name + "; it has those of "
                + joinText(there, ", "));
    for (const auto& name : kept.said.modalities) {
        const bool isWanted = request.modalities.empty()
            || std::ranges::find(request.modalities, name) != request.modalities.end();
        kept.said.features.push_back(
            isWanted && reader.has("/features", name) ? reader.scores("/features/" + name, count) : ArrayD());
    }
    if (reader.error())
        return *reader.error();
    kept.said.presence = presenceOfRun(folder, request.split, kept.said.modalities, count);
    return kept;
}

std::string epochsText(const std::vector<int>& epochs)
{
    std::vector<std::string> texts;
    for (const int epoch : epochs)
        texts.push_back(std::to_string(epoch));
    return joinText(texts, ", ");
}

int keptEpochOf(const RunFolder& run)
{
    const auto metrics = run.metrics();
    return metrics && metrics.value().is_object() ? metrics.value().value("epoch", 0) : 0;
}

Result<KeptFeatures> readEpochOf(
    const std::filesystem::path& folder, const FeatureRequest& request, int keptEpoch)
{
    const auto epochs = epochsWithFeatures(folder);
    const bool isThere = std::ranges::find(epochs, request.epoch) != epochs.end();
    if (isThere)
        return readEpochFeatures(folder / epochFeaturesFile(request.epoch), request.split);
    if (request.epoch == 0 || request.epoch == keptEpoch)
        return readKeptEpoch(folder, request);
    return invalidInput(folder.string() + ": has no features of epoch " + std::to_string(request.epoch) + "; "
        + (epochs.empty() ? "it has those of the kept epoch"
                          : "it has those of " + epochsText(epochs) + " and of the kept epoch")
        + (keptEpoch > 0 ? ", " + std::to_string(keptEpoch) : std::string())
        + ". train.feature_epochs asks for more");
}

} // namespace

Result<FeatureSet> featuresOfRun(const std::filesystem::path& folder, const FeatureRequest& request)
{
    const RunFolder run(folder);
    const auto origin = run.origin();
    if (!origin)
        return Error{
            origin.error().kind, folder.string() + ": is not a run folder: " + origin.error().message};
    const int keptEpoch = keptEpochOf(run);
    auto kept = readEpochOf(folder, request, keptEpoch);
    if (!kept)
        return kept.error();
    auto& said = kept.value().said;
    std::vector<std::string> names;
    std::vector<const ArrayD*> arrays;
    std::vector<const std::vector<std::uint8_t>*> presence;
    static const std::vector<std::uint8_t> kAll;
    for (std::size_t m = 0; m < said.modalities.size(); ++m)
        if (!said.features[m].values.empty()) {
            names.push_back(said.modalities[m]);
            arrays.push_back(&said.features[m]);
            presence.push_back(&said.presence[m]);
        }
    const bool wantsFused = std::ranges::find(request.modalities, kFusedFeatures) != request.modalities.end();
    if (wantsFused && !kept.value().joined.values.empty()) {
        names.emplace_back(kFusedFeatures);
        arrays.push_back(&kept.value().joined);
        presence.push_back(&kAll);
    } else if (wantsFused) {
        return invalidInput(folder.string()
            + ": has no fused features here; they are kept after train.feature_epochs, of methods with one "
              "head "
              "for all modalities");
    }
    const auto places = placesOf(request.modalities, names, folder.string());
    if (!places)
        return places.error();
    if (names.empty())
        return invalidInput(folder.string() + ": its network has no features of single modalities");
    FeatureSet set;
    const auto count = std::int64_t(said.labels.size());
    const auto chosen = chosenRows(count, request.mostRows, request.seed);
    set.total = count;
    const int epoch = request.epoch > 0 ? request.epoch : keptEpoch;
    set.source = "run " + origin.value().id + (epoch > 0 ? ", epoch " + std::to_string(epoch) : "") + ", "
        + request.split;
    for (const auto row : chosen) {
        set.rows.push_back(kept.value().rows[std::size_t(row)]);
        set.labels.push_back(said.labels[std::size_t(row)]);
    }
    for (const auto place : places.value()) {
        set.names.push_back(names[place]);
        set.absent.push_back(0);
        set.features.push_back(shownRows(*arrays[place], *presence[place], chosen, set.absent.back()));
    }
    return set;
}

Result<FeatureSet> featuresOfDataset(const Dataset& dataset, const FeatureRequest& request)
{
    const auto where = dataset.path.empty() ? dataset.name : dataset.path;
    const auto* split = dataset.split(request.split);
    if (split == nullptr)
        return invalidInput(
            where + ": has no split " + request.split + "; use one of " + splitNames(dataset));
    std::vector<std::string> names;
    for (const auto& modality : dataset.modalities)
        names.push_back(modality.name);
    const auto places = placesOf(request.modalities, names, where);
    if (!places)
        return places.error();
    FeatureSet set;
    set.source = dataset.name + ", " + request.split;
    set.total = split->size;
    set.rows = chosenRows(split->size, request.mostRows, request.seed);
    set.classNames = dataset.classNames;
    for (std::size_t i = 0; i < set.rows.size() && !split->classes.empty(); ++i)
        set.labels.push_back(split->classes[std::size_t(set.rows[i])]);
    for (const auto& column : split->columns)
        if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values);
            texts != nullptr && (column.name == "id" || column.name == "ids"))
            for (const auto row : set.rows)
                set.ids.push_back((*texts)[std::size_t(row)]);
    double bytes = 0;
    for (const auto place : places.value())
        bytes += double(set.rows.size()) * double(split->rows[place]->rowSize()) * sizeof(float);
    if (bytes > kMostFeatureBytes)
        return invalidInput(where + ": these values take " + sizeText(bytes) + "; at most "
            + sizeText(kMostFeatureBytes) + " are read: ask for fewer rows or modalities");
    for (const auto place : places.value()) {
        Array values({set.samples(), split->rows[place]->rowSize()});
        if (auto read = split->rows[place]->read(set.rows, values.values); !read)
            return read.error();
        set.names.push_back(names[place]);
        set.absent.push_back(0);
        for (std::int64_t i = 0; i < set.samples(); ++i)
            if (!split->hasModality(place, set.rows[std::size_t(i)])) {
                std::ranges::fill(values.row(i), kAbsentValue);
                ++set.absent.back();
            }
        set.features.push_back(std::move(values));
    }
    return set;
}

} // namespace modalscope
